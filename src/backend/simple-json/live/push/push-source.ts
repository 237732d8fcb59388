import { DecodeError } from '../../../decode/answer/decoded-answer.ts';
import { PluginError } from '../../../sdk/api/plugin-error.ts';
import type { RequestContext } from '../../../sdk/api/request-context.ts';
import type { Logger } from '../../../sdk/log/logger.ts';
import { runInTurns } from '../../../sdk/turns/steps.ts';
import type { PushedEvent, UpstreamStream } from '../../../upstream/contract/upstream-stream.ts';
import { UpstreamError } from '../../../upstream/contract/upstream-error.ts';
import { serverMessage } from '../../../upstream/message/server-message.ts';
import { seriesInSteps } from '../../frames/frames-for-query.ts';
import type { Query } from '../../query/parse-query.ts';
import { CallAllowance } from '../../request/call-allowance.ts';
import { toDataRequest } from '../../request/data-request.ts';
import { fetchRoot } from '../../server/fetch-root.ts';
import { decodeResponse } from '../../server/decode-response.ts';
import type { SimpleJsonServer } from '../../server/simple-json-server.ts';
import type { LiveState } from '../live-state.ts';
import { untilAttached } from '../until-attached.ts';
import type { PushSource } from './push-loop.ts';
import type { StreamAnnouncement } from './stream-announcement.ts';

export interface PushOptions {
  readonly server: SimpleJsonServer;
  readonly announcement: StreamAnnouncement;
  readonly state: LiveState;
  /** Makes the channel's query for the range from the viewers' last point to now. */
  readonly toQuery: () => Query;
  /** Without a user: nothing of any viewer is sent to the server. */
  readonly context: RequestContext;
  readonly logger: Logger;
}

/** How long decoding one event may take. */
const decodeMs = 30_000;

/** The server's own stream. Each event is read like an answer to /query. */
export function createPushSource(options: PushOptions): PushSource {
  const { state, announcement, logger } = options;
  let query = options.toQuery();
  return {
    async open(lastEventId, signal) {
      const call = { ...options.context, signal };
      const announced = await announcement.ask(() => fetchRoot(options.server, call), logger, signal);
      if (announced === 'unknown') return 'unknown';
      if (announced === 'nothing') return 'unannounced';
      query = options.toQuery();
      return openStream({ ...announced, query, lastEventId }, options.server, call);
    },
    async collect(event, signal) {
      const call = { ...options.context, signal };
      if (event.type === 'error') throw statedError(event, options.server, call);
      if (event.type !== 'message') return 0;
      const series = await readEvent(event, query, { server: options.server, call });
      return state.collect(series, Date.now());
    },
    async flush(signal) {
      await untilAttached(state, signal);
      return state.flush(query, Date.now());
    },
    report: (error) => {
      announcement.report(error, logger);
    },
    works: () => {
      announcement.works();
    },
  };
}

interface StreamQuestion {
  readonly path: string;
  readonly query: Query;
  /** "" for none. */
  readonly lastEventId: string;
}

/** Sends the same body as to /query; its range begins at the viewers' last point. */
function openStream(
  { path, query, lastEventId }: StreamQuestion,
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<UpstreamStream> {
  const { request } = toDataRequest([query], { server, dialect: server.dialects.current }, call);
  const headers = { ...request.headers, ...(lastEventId !== '' && { 'last-event-id': lastEventId }) };
  return server.client.openStream({ ...request, path, headers });
}

interface Reading {
  readonly server: SimpleJsonServer;
  readonly call: RequestContext;
}

/** @throws {DecodeError} for an event that cannot be read, or in which the server reports an error */
async function readEvent({ data }: PushedEvent, query: Query, { server, call }: Reading) {
  const deadline = { endMs: performance.now() + decodeMs, toError: tooLong };
  // The stream goes on after the end of the range that it was opened with.
  const hints = { asked: { fromMs: query.timeRange.fromEpochMs, toMs: Date.now() } };
  const { results, problems } = await decodeResponse('query', { body: data, deadline }, { server, call, hints });
  const [problem] = problems;
  if (server.strict && problem !== undefined) throw new DecodeError(problem);
  new CallAllowance(server.maxSeries).takeResults(results.length);
  const { series } = await runInTurns(seriesInSteps(query, results), call.signal);
  return series;
}

function tooLong(): UpstreamError {
  const message = `an event of the stream takes longer than ${decodeMs / 1000} s to be read; send fewer points at a time`;
  return new UpstreamError(message, { kind: 'too-large', method: 'POST', path: '' });
}

function statedError({ data }: PushedEvent, server: SimpleJsonServer, call: RequestContext): PluginError {
  const { redact } = server.upstreamContext(call);
  const message = `the server says in its stream that something went wrong: ${serverMessage(data, { isWhole: true, redact })}`;
  return new PluginError(message, { errorSource: 'downstream', status: 502 });
}
