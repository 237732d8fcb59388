import type { CallResourceRequest, CallResourceResponse } from '../plugin-api/call-resource.ts';
import { PluginError } from '../plugin-api/plugin-error.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import type { CallFacts } from './call-facts.ts';
import { pluginErrorFrom } from './plugin-error-from.ts';
import { search } from './search.ts';

type Route = (body: unknown, client: UpstreamClient, call: CallFacts) => Promise<CallResourceResponse>;

/** What the pages ask beside queries, by path; all with POST. */
const routes: Readonly<Record<string, Route>> = { search: searchRoute };

/** Answers a resource call; every failure is an HTTP status with a JSON message a person can act on. */
export async function callResource(
  request: CallResourceRequest,
  client: UpstreamClient,
  call: CallFacts,
): Promise<CallResourceResponse> {
  try {
    const path = request.path.replace(/^\/+|\/+$/g, '');
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route === undefined) {
      return jsonResponse(404, { message: `no resource "${path}"; there are: ${Object.keys(routes).join(', ')}` });
    }
    if (request.method !== 'POST') {
      return jsonResponse(405, { message: `expected POST for "${path}", got ${request.method}` }, { Allow: ['POST'] });
    }
    return await route(parseBody(request.body), client, call);
  } catch (error) {
    return errorResponse(pluginErrorFrom(error));
  }
}

/** An error as the answer of a resource call. */
export function errorResponse({ message, status, errorSource }: PluginError): CallResourceResponse {
  return jsonResponse(status, { message, errorSource });
}

async function searchRoute(body: unknown, client: UpstreamClient, call: CallFacts): Promise<CallResourceResponse> {
  const target = typeof body === 'object' && body !== null && 'target' in body ? body.target : '';
  if (typeof target !== 'string') {
    throw new PluginError(`expected "target" to be a text, got ${JSON.stringify(target)}`, {
      errorSource: 'plugin',
      status: 400,
    });
  }
  const answer = await search(target, client, call);
  return { status: 200, headers: { 'Content-Type': ['application/json'] }, body: answer.body };
}

function parseBody(body: Uint8Array): unknown {
  const text = Buffer.from(body).toString();
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PluginError('expected the request body to be JSON, such as {"target":"upper"}', {
      errorSource: 'plugin',
      status: 400,
      cause,
    });
  }
}

function jsonResponse(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, readonly string[]>> = {},
): CallResourceResponse {
  return {
    status,
    headers: { 'Content-Type': ['application/json'], ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}
