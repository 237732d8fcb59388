import type { ResourceRoute, ResourceRoutes } from '../../../shared/resource-routes.ts';
import type { CallResourceHandler } from '../../sdk/api/call-resource.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';

/** Calls the resources that Grafana's pages call, in the same handler. */
export interface ResourceFetcher {
  readonly plugin: CallResourceHandler;
  readonly call: RequestContext;
}

/** @throws {Error} with the message that the page would show */
export async function fetchResource<Route extends ResourceRoute>(
  { plugin, call }: ResourceFetcher,
  route: Route,
  body: ResourceRoutes[Route]['request'],
): Promise<ResourceRoutes[Route]['response']> {
  const request = { path: route, url: route, method: 'POST', body: Buffer.from(JSON.stringify(body)) };
  const response = await plugin.callResource(request, call);
  const answer: unknown = JSON.parse(Buffer.from(response.body).toString());
  if (response.status < 400) return answer;
  throw new Error((answer as { readonly message: string }).message);
}
