import type { Send, Step } from './compose.ts';
import { requestKey, type RequestKeyOptions } from './request-key.ts';
import type { UpstreamRequest, UpstreamResponse } from '../contract/upstream-client.ts';

/** One request under way, and the callers that wait for it. */
interface Flight {
  waiting: number;
  readonly abort: AbortController;
  /** No further caller can join it. */
  readonly forget: () => void;
  /** As many answers as there are callers when the answer comes, each with a body of its own. */
  readonly answers: Promise<UpstreamResponse[]>;
}

/**
 * Equal requests of the same user that come while the first is under way share its answer. When a caller goes away, the others go on waiting; when the
 * last one goes away, the request is aborted.
 */
export function deduplicate(options: RequestKeyOptions): Step {
  return (next) => sharing(next, options);
}

function sharing(next: Send, options: RequestKeyOptions): Send {
  const flights = new Map<string, Flight>();

  function start(original: UpstreamRequest, key: string): Flight {
    const abort = new AbortController();
    const forget = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const answering = next({ ...original, context: { ...original.context, signal: abort.signal } });
    const land = async (): Promise<UpstreamResponse[]> => {
      try {
        const answer = await answering;
        return shareOut(answer, flight.waiting);
      } finally {
        forget();
      }
    };
    const flight: Flight = { waiting: 0, abort, forget, answers: land() };
    flights.set(key, flight);
    return flight;
  }

  return async (original) => {
    const { signal, fromAlert, skipCache } = original.context;
    signal.throwIfAborted();
    // An alert rule must not wait for a request that stands further back in the queue.
    const key = `${String(fromAlert)} ${String(skipCache)} ${requestKey(original, options)}`;
    return join(flights.get(key) ?? start(original, key), signal);
  };
}

async function join(flight: Flight, signal: AbortSignal): Promise<UpstreamResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<UpstreamResponse[]>();
  const leave = (): void => {
    flight.waiting -= 1;
    if (flight.waiting === 0) {
      flight.forget();
      flight.abort.abort(signal.reason);
    }
    reject(signal.reason as Error);
  };
  flight.waiting += 1;
  signal.addEventListener('abort', leave, { once: true });
  flight.answers.then(resolve, reject);
  try {
    const answer = (await promise).pop();
    if (answer === undefined) throw new Error('expected an answer for everyone who waits, got fewer');
    return answer;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** The first caller gets the answer itself, each other one a copy. The copies are made before a caller can transfer the body. */
function shareOut(answer: UpstreamResponse, waiting: number): UpstreamResponse[] {
  if (waiting < 2) return [answer];
  return [...Array.from({ length: waiting - 1 }, () => copyOf(answer)), answer];
}

function copyOf(answer: UpstreamResponse): UpstreamResponse {
  return { ...answer, body: answer.body.slice(), facts: { ...answer.facts, cache: 'shared' } };
}
