import { setTimeout as sleep } from 'node:timers/promises';
import { answerQuery, type AnswerOptions, type QueryResult } from './answer-query.ts';
import { jsonObject } from '../request/json-object.ts';
import { parseRange } from '../request/parse-query-request.ts';

export interface PushOptions extends AnswerOptions {
  /** Of the request: the end of what it has got before. */
  readonly lastEventId: string | undefined;
  /** Sends a piece of the stream. */
  readonly write: (text: string) => void;
}

/** Somebody who hears nothing for long takes the connection for dead. */
const heartbeatMs = 15_000;

/**
 * POST /stream: what is new since the beginning of the range, or since the last event, and then each point when its time has come; as
 * an event stream of answers to /query. Ends when the signal is aborted.
 * @throws {HttpError} as /query does, before anything is sent
 */
export async function pushQuery(body: unknown, { lastEventId, write, ...options }: PushOptions): Promise<void> {
  const asked = jsonObject(body, 'the body');
  let fromEpochMs = toEpochMs(lastEventId) ?? parseRange(asked['range']).fromEpochMs;
  for (;;) {
    const to = Math.max(fromEpochMs, Date.now());
    const results = await answerQuery({ ...asked, range: { from: fromEpochMs, to } }, options);
    if (results.some(hasPoints)) {
      write(`id: ${to}\ndata: ${JSON.stringify(results)}\n\n`);
      fromEpochMs = to;
    } else {
      write(':\n\n');
    }
    await sleep(pauseMs(asked['intervalMs']), undefined, { signal: options.signal });
  }
}

function toEpochMs(id: string | undefined): number | undefined {
  return id !== undefined && /^\d{1,16}$/.test(id) ? Number(id) : undefined;
}

function hasPoints(result: QueryResult): boolean {
  return 'datapoints' in result ? result.datapoints.length > 0 : result.rows.length > 0;
}

/** Until the next point: they are multiples of the interval. */
function pauseMs(intervalMs: unknown): number {
  const stepMs = typeof intervalMs === 'number' && intervalMs >= 1 ? Math.floor(intervalMs) : 1000;
  return Math.min(heartbeatMs, Math.max(50, stepMs - (Date.now() % stepMs)));
}
