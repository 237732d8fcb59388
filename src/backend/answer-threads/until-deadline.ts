import type { DecodeCall } from '../decode/answer-decoder.ts';

/** A signal that is aborted when the call's own is, and at the call's deadline with the deadline's error. */
export function untilDeadline({ signal, deadline }: Pick<DecodeCall, 'signal' | 'deadline'>): {
  readonly signal: AbortSignal;
  /** To be called when the signal is no longer used. */
  readonly close: () => void;
} {
  if (deadline === undefined) return { signal, close: nothing };
  const controller = new AbortController();
  const onAbort = (): void => {
    controller.abort(signal.reason);
  };
  const timer = setTimeout(() => {
    controller.abort(deadline.toError());
  }, deadline.endMs - performance.now());
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return {
    signal: controller.signal,
    close: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

function nothing(): void {
  // Nothing was started.
}
