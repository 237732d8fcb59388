import { setTimeout as sleep } from 'node:timers/promises';
import type { UpstreamContext } from '../contract/upstream-client.ts';
import { UpstreamError, type UpstreamErrorKind } from '../contract/upstream-error.ts';
import type { UpstreamMeter } from '../contract/upstream-meter.ts';
import type { Step } from './compose.ts';

const transientKinds: ReadonlySet<UpstreamErrorKind> = new Set(['dns', 'connect', 'reset']);
/** 408: a server that closes an idle connection may send it just when a request begins (RFC 9110, 15.5.9). */
const transientStatuses: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);
/** The pause before the first retry; each further pause is three times as long. */
const firstPauseMs = 100;

export interface RetryOptions {
  /** Tries after the first. */
  readonly retries: number;
  readonly meter?: Pick<UpstreamMeter, 'retried'>;
}

/**
 * Repeats a request when that may help; every request only reads, so repeating it is safe. Pauses grow and are random, so that many panels do not retry
 * at the same moment; Retry-After is respected. Where a pause would not end before the deadline, the error is returned at once.
 */
export function retry({ retries, meter }: RetryOptions): Step {
  return (next) => async (original) => {
    const started = performance.now();
    for (let tried = 0; ; tried += 1) {
      try {
        const response = await next(original);
        if (tried === 0) return response;
        return { ...response, facts: { ...response.facts, retries: tried, latencyMs: performance.now() - started } };
      } catch (error) {
        const pauseMs = tried < retries ? pauseAfter(error, tried) : undefined;
        if (pauseMs === undefined || !fits(pauseMs, original.context)) throw error;
        await pause(pauseMs, original.context.signal);
        meter?.retried();
      }
    }
  };
}

function pauseAfter(error: unknown, tried: number): number | undefined {
  if (!(error instanceof UpstreamError)) return undefined;
  const { kind, status = 0, retryAfterMs = 0 } = error;
  if (!transientKinds.has(kind) && !(kind === 'status' && transientStatuses.has(status))) return undefined;
  const backOffMs = firstPauseMs * 3 ** tried;
  return retryAfterMs + backOffMs * (0.5 + Math.random() / 2);
}

function fits(pauseMs: number, { deadlineEpochMs }: UpstreamContext): boolean {
  return deadlineEpochMs === undefined || Date.now() + pauseMs < deadlineEpochMs;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw signal.reason;
  }
}
