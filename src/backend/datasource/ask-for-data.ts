import type { UpstreamResponse } from '../upstream/upstream-client.ts';
import type { CallFacts } from './call-facts.ts';
import { describeExecuted } from './describe-executed.ts';
import { otherDialects } from './other-dialects.ts';
import type { Query } from './parse-query.ts';
import { toQueryBody } from './query-body.ts';
import type { Server } from './server.ts';

export interface DataAnswer extends UpstreamResponse {
  /** What was asked of each query's share, in the order of the queries. */
  readonly executed: readonly string[];
}

/**
 * Asks /query in the server's dialect.
 * @param queries of one range and interval, at least one
 */
export async function askForData(queries: readonly Query[], server: Server, call: CallFacts): Promise<DataAnswer> {
  const { client, dialects, queryMethod, rangeFormat } = server;
  const hasFilters = queries.some(({ carried }) => (carried.filters ?? []).length > 0);
  return dialects.ask(
    async (dialect) => {
      const body = toQueryBody(queries, { rangeFormat, dialect });
      const text = JSON.stringify(body);
      const response = await client.request({
        method: queryMethod,
        path: '/query',
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(text),
        context: call.upstream,
      });
      return { ...response, executed: describeExecuted(body, text) };
    },
    (status) => otherDialects({ hasFilters, status }, server, call),
  );
}
