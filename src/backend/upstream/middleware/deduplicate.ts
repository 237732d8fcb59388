import type { UpstreamRequest, UpstreamResponse } from '../contract/upstream-client.ts';
import type { Send, Step } from './compose.ts';
import { createCopyBody, type CopyBody } from './copy-body.ts';
import { requestKey, type RequestKeyOptions } from './request-key.ts';

/** One request under way, and the callers that wait for it or for their copy of its answer. */
interface Flight {
  waiting: number;
  isUnderWay: boolean;
  /** Of the caller that came last: resolves when that one needs the answer no more. */
  lastTurn: Promise<undefined> | undefined;
  readonly abort: AbortController;
  /** No further caller can join it. */
  readonly forget: () => void;
  readonly answer: Promise<UpstreamResponse>;
}

/**
 * Equal requests of the same user that come while the first is under way share its answer. When a caller goes away, the others go on waiting; when the
 * last one goes away, the request is aborted.
 */
export function deduplicate(options: RequestKeyOptions, copyBody = createCopyBody()): Step {
  return (next) => sharing(next, options, copyBody);
}

function sharing(next: Send, options: RequestKeyOptions, copyBody: CopyBody): Send {
  const flights = new Map<string, Flight>();
  return async (original) => {
    const { signal, fromAlert, skipCache } = original.context;
    signal.throwIfAborted();
    // An alert rule must not wait for a request that stands further back in the queue.
    const key = `${String(fromAlert)} ${String(skipCache)} ${requestKey(original, options)}`;
    const flight = flights.get(key) ?? start(original, key, { next, flights });
    const { lastTurn } = flight;
    const turn = Promise.withResolvers<undefined>();
    flight.lastTurn = turn.promise;
    flight.waiting += 1;
    const answered = untilAborted(flight.answer, signal);
    try {
      const answer = await answered.promise;
      if (lastTurn !== undefined) await lastTurnOrAbort(lastTurn, signal);
      // Each caller gets a copy while others still need the answer, one after the other. The last one gets the answer itself: nobody
      // else reads its body any more.
      if (flight.waiting === 1) return answer;
      return { ...answer, body: await copyBody(answer.body, original), facts: { ...answer.facts, cache: 'shared' } };
    } finally {
      answered.forget();
      flight.waiting -= 1;
      turn.resolve(undefined);
      if (flight.waiting === 0 && flight.isUnderWay) {
        flight.forget();
        flight.abort.abort(signal.reason);
      }
    }
  };
}

interface Sharing {
  readonly next: Send;
  readonly flights: Map<string, Flight>;
}

function start(original: UpstreamRequest, key: string, { next, flights }: Sharing): Flight {
  const abort = new AbortController();
  const forget = (): void => {
    if (flights.get(key) === flight) flights.delete(key);
  };
  const answering = next({ ...original, context: { ...original.context, signal: abort.signal } });
  const land = async (): Promise<UpstreamResponse> => {
    try {
      return await answering;
    } finally {
      flight.isUnderWay = false;
      forget();
    }
  };
  const flight: Flight = { waiting: 0, isUnderWay: true, lastTurn: undefined, abort, forget, answer: land() };
  flights.set(key, flight);
  return flight;
}

async function lastTurnOrAbort(lastTurn: Promise<undefined>, signal: AbortSignal): Promise<void> {
  const ended = untilAborted(lastTurn, signal);
  try {
    await ended.promise;
  } finally {
    ended.forget();
  }
}

interface UntilAborted<Value> {
  readonly promise: Promise<Value>;
  /** To be called when the promise is settled. */
  readonly forget: () => void;
}

function untilAborted<Value>(waitedFor: Promise<Value>, signal: AbortSignal): UntilAborted<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const onAbort = (): void => {
    reject(signal.reason as Error);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  // Not with functions of its own, which would hide the caller from V8's async stack trace.
  waitedFor.then(resolve, reject);
  return {
    promise,
    forget: () => {
      signal.removeEventListener('abort', onAbort);
    },
  };
}
