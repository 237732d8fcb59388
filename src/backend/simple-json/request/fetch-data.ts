import type { UpstreamResponse } from '../../upstream/contract/upstream-client.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { runInOneTurn, runInTurns } from '../../sdk/turns/steps.ts';
import { dataRequestInSteps, toDataRequest, type AskedServer, type DataRequest } from './data-request.ts';
import type { DescribeExecuted } from './describe-executed.ts';
import { otherDialects } from './other-dialects.ts';
import { shortModelLength, type Query } from '../query/parse-query.ts';
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
      const asking = prepare(queries, { server, dialect }, call);
      const { request, executed } = asking instanceof Promise ? await asking : asking;
      return { ...(await client.request(request)), executed };
    },
    (status) => otherDialects({ hasFilters, hasPayload, status }, server, call),
  );
}

/** The usual panel's request is made at once, which takes less than making it in steps. */
function prepare(
  queries: readonly Query[],
  asked: AskedServer,
  call: RequestContext,
): DataRequest | Promise<DataRequest> {
  const [only] = queries;
  return only !== undefined && queries.length === 1 && only.modelLength <= shortModelLength
    ? runInOneTurn(() => toDataRequest(queries, asked, call))
    : runInTurns(dataRequestInSteps(queries, asked, call), call.signal);
}
