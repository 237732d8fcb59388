import type { DecodeCall } from '../decode/answer-decoder.ts';

/** A signal that is aborted with the call's own, or at its deadline with that one's error. */
export function untilDeadline({ signal, deadline }: Pick<DecodeCall, 'signal' | 'deadline'>): {
  readonly signal: AbortSignal;
  /** Whatever waited for the signal is done. */
  readonly close: () => void;
} {
  if (deadline === undefined) return { signal, close: nothing };
  const controller = new AbortController();
  const onAbort = (): void => {
    controller.abort(signal.reason);
  };
  const timer = setTimeout(() => {
    controller.abort(deadline.toError());
  }, deadline.epochMs - Date.now());
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
