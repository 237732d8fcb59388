import type { UpstreamRequest, UpstreamResponse } from '../contract/upstream-client.ts';
import { requestError, type UpstreamError, type UpstreamErrorKind } from '../contract/upstream-error.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';
import type { Step } from './compose.ts';

/**
 * Ends every request at the earliest of three limits: the caller's deadline, the `timeout` of the settings and, for an alert rule, a limit that leaves
 * its evaluation time to answer. The error says which one it was. A caller that goes away ends its request at once. The response carries the deadline, which
 * decoding it has to keep as well.
 */
export function deadline({ timeouts }: Pick<UpstreamOptions, 'timeouts'>): Step {
  const waiting = new Set<UpstreamRequest>();
  return (next) => async (original) => {
    const limit = limitOf(original, timeouts);
    const epochMs = Date.now() + limit.ms;
    const { signal } = original.context;
    const abort = new AbortController();
    // `then(resolve, reject)` keeps the caller in V8's async stack trace; Promise.race would hide it.
    const { promise, resolve, reject } = Promise.withResolvers<UpstreamResponse>();
    const end = (error: UpstreamError): void => {
      abort.abort(error);
      reject(error);
    };
    const onAbort = (): void => {
      end(failure(original, 'cancelled', 'whoever asked did not wait for the answer'));
    };
    const tooLate = (hint = ''): UpstreamError => failure(original, 'timeout', `${limit.message()}${hint}`);
    const timer = startTimer(limit.ms, () => {
      end(tooLate(waiting.size > 1 || cameLater ? crowdHint : ''));
    });
    const cameLater = waiting.size > 0;
    waiting.add(original);
    signal.addEventListener('abort', onAbort);
    try {
      const context = { ...original.context, signal: abort.signal, deadlineEpochMs: epochMs };
      if (signal.aborted) onAbort();
      else next({ ...original, context }).then(resolve, reject);
      const response = await promise;
      return { ...response, deadline: { endMs: timer.endMs(), toError: () => tooLate() } };
    } catch (error) {
      // Made by a timer or an event: here the stack says whose request it ended.
      if (error instanceof Error && error === abort.signal.reason) Error.captureStackTrace(error);
      throw error;
    } finally {
      waiting.delete(original);
      timer.clear();
      signal.removeEventListener('abort', onAbort);
    }
  };
}

/** A timer that comes so much later than it should tells that the whole process stood still: a paused container, a stopped virtual machine. */
const stoodStillMs = 1000;
/** Timers come before what has arrived meanwhile; that gets so long to be read. */
const catchUpMs = 1000;

function startTimer(ms: number, onEnd: () => void): { readonly endMs: () => number; readonly clear: () => void } {
  let endMs = performance.now() + ms;
  let timer = setTimeout(() => {
    const nowMs = performance.now();
    if (nowMs - endMs < stoodStillMs) {
      onEnd();
      return;
    }
    endMs = nowMs + catchUpMs;
    timer = setTimeout(onEnd, catchUpMs);
  }, ms);
  return {
    endMs: () => endMs,
    clear: () => {
      clearTimeout(timer);
    },
  };
}

const crowdHint =
  ', while other requests waited as well; if the server serves one connection at a time, set httpMaxConnsPerHost to 1';

interface Limit {
  readonly ms: number;
  readonly message: () => string;
}

function limitOf({ context }: UpstreamRequest, { requestMs, alertMs }: UpstreamOptions['timeouts']): Limit {
  const { fromAlert, deadlineEpochMs } = context;
  const leftMs = deadlineEpochMs === undefined ? Infinity : Math.max(0, deadlineEpochMs - Date.now());
  const ms = Math.min(requestMs, fromAlert ? alertMs : Infinity, leftMs);
  const message = (): string => {
    const limit = `no answer within ${inSeconds(ms)}`;
    if (ms === requestMs) return `${limit}, the timeout of the data source settings`;
    if (fromAlert && ms === alertMs) return `${limit}, which is what an alert rule's evaluation leaves`;
    return `${limit}, when the deadline of Grafana's own call passed`;
  };
  return { ms, message };
}

function inSeconds(ms: number): string {
  return `${String(Math.round(ms) / 1000)} s`;
}

function failure({ method, path }: UpstreamRequest, kind: UpstreamErrorKind, message: string): UpstreamError {
  const pathname = path.split('?')[0] ?? '';
  return requestError({ method, url: { pathname: pathname === '' ? '/' : pathname } }, message, { kind });
}
