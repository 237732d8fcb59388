import type { ResourceRoute, ResourceRoutes } from '../shared/resource-routes.ts';

/** Asks the executable for something else than data. A failure holds the server's own words; see describeError. */
export interface ResourceClient {
  /** The data source's. */
  readonly name?: string;
  fetch<Route extends ResourceRoute>(
    route: Route,
    request: ResourceRoutes[Route]['request'],
  ): Promise<ResourceRoutes[Route]['response']>;
}
