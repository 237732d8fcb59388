import type { SentRequest, UpstreamRequest } from '../../upstream/contract/upstream-client.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import type { Steps } from '../../sdk/turns/steps.ts';
import { describeExecuted, type DescribeExecuted } from './describe-executed.ts';
import type { Dialect } from '../server/dialect-table.ts';
import type { Query } from '../query/parse-query.ts';
import { type QueryBody, type QueryBodyOptions, toQueryBody } from './query-body.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';

/** A question for data as it is sent; whoever shows it to a person takes it from here. */
export interface DataRequest {
  readonly request: UpstreamRequest;
  readonly body: QueryBody;
  readonly sent: SentRequest;
  readonly executed: DescribeExecuted;
}

/**
 * What is sent for queries in a dialect.
 * @param queries of one range and interval, at least one
 */
export function toDataRequest(queries: readonly Query[], asked: AskedServer, call: RequestContext): DataRequest {
  const body = toQueryBody(queries, bodyOptions(asked));
  const text = JSON.stringify(body);
  return requestOf({ body, text, bytes: Buffer.from(text) }, asked.server, call);
}

export interface AskedServer {
  readonly server: SimpleJsonServer;
  readonly dialect: Dialect;
}

/** The same for queries that hold megabytes. */
export function* dataRequestInSteps(
  queries: readonly Query[],
  asked: AskedServer,
  call: RequestContext,
): Steps<DataRequest> {
  const body = toQueryBody(queries, bodyOptions(asked));
  yield;
  const text = JSON.stringify(body);
  yield;
  const bytes = Buffer.from(text);
  yield;
  return requestOf({ body, text, bytes }, asked.server, call);
}

function bodyOptions({ server, dialect }: AskedServer): QueryBodyOptions {
  const { rangeFormat, isoRanges } = server;
  return { rangeFormat, isoRanges, dialect };
}

interface WrittenBody {
  readonly body: QueryBody;
  readonly text: string;
  readonly bytes: Uint8Array;
}

function requestOf({ body, text, bytes }: WrittenBody, server: SimpleJsonServer, call: RequestContext): DataRequest {
  const request = {
    method: server.queryMethod,
    path: '/query',
    headers: { 'content-type': 'application/json' },
    body: bytes,
    context: server.upstreamContext(call),
  };
  const sent = server.client.describe(request);
  // The text itself is kept nowhere: it may have megabytes, and the server may take its time.
  return { request, body, sent, executed: describeExecuted({ sent, body, text }) };
}
