import type { UpstreamContext } from '../upstream/upstream-client.ts';

/** What the parts of the data source need to know of the call they work for. */
export interface CallFacts {
  readonly fromAlert: boolean;
  readonly upstream: UpstreamContext;
}
