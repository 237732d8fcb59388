import type { SentQueryRequest, SentQueryResponse } from '../../../shared/resource-routes.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { toDataRequest } from './data-request.ts';
import { parseQuery } from '../query/parse-query.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';

/** What the server would get for a query now, in the dialect that it is known to speak. */
export function previewQuery(
  asked: SentQueryRequest,
  server: SimpleJsonServer,
  call: RequestContext,
): SentQueryResponse {
  const { query, range, intervalMs = 0, maxDataPoints = 0 } = asked;
  const { refId } = query;
  const parsed = parseQuery({
    refId: typeof refId === 'string' && refId !== '' ? refId : 'A',
    queryType: '',
    json: JSON.stringify(query),
    intervalMs,
    maxDataPoints,
    timeRange: { fromEpochMs: Date.parse(range.from), toEpochMs: Date.parse(range.to) },
  });
  const { sent, body } = toDataRequest([parsed], { server, dialect: server.dialects.current }, call);
  return { ...sent, body };
}
