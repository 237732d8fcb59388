import type { UpstreamResponse } from '../../upstream/contract/upstream-client.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { runInTurns } from '../../sdk/turns/steps.ts';
import { dataRequestInSteps } from './data-request.ts';
import type { DescribeExecuted } from './describe-executed.ts';
import { otherDialects } from './other-dialects.ts';
import type { Query } from '../query/parse-query.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';

export interface DataAnswer extends UpstreamResponse {
  /** What was asked, by a query's place. */
  readonly executed: DescribeExecuted;
}

/**
 * Asks /query in the server's dialect.
 * @param queries of one range and interval, at least one
 */
export async function fetchData(
  queries: readonly Query[],
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<DataAnswer> {
  const { client, dialects } = server;
  const hasFilters = queries.some(({ carried }) => (carried.filters ?? []).length > 0);
  const hasPayload = queries.some(({ data, payload }) => data !== undefined || payload !== undefined);
  return await dialects.query(
    async (dialect) => {
      const steps = dataRequestInSteps(queries, { server, dialect }, call);
      const { request, executed } = await runInTurns(steps, call.signal);
      return { ...(await client.request(request)), executed };
    },
    (status) => otherDialects({ hasFilters, hasPayload, status }, server, call),
  );
}
