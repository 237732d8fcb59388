import { UpstreamError } from '../contract/upstream-error.ts';
import type { UpstreamMeter, UpstreamOutcome } from '../contract/upstream-meter.ts';
import type { Send, Step } from './compose.ts';

/**
 * Counts every try. It stands below retries, the cache and the queue, so that each try is one HTTP request to the server.
 * @param name what it is counted under; its path unless given
 */
export function meterTries(meter?: UpstreamMeter, name?: 'stream'): Step {
  return (next) => (meter === undefined ? next : meteredTries(next, meter, name));
}

function meteredTries(next: Send, meter: UpstreamMeter, name: string | undefined): Send {
  return async (original) => {
    const { body } = original;
    const path = name ?? original.path;
    const sentBytes = body?.length ?? 0;
    const started = performance.now();
    const end = (outcome: UpstreamOutcome, receivedBytes: number): void => {
      meter.tryEnded(path, { outcome, seconds: (performance.now() - started) / 1000, sentBytes, receivedBytes });
    };
    meter.tryStarted(path);
    try {
      const response = await next(original);
      end(classOf(response.status), response.body.length);
      return response;
    } catch (error) {
      end(outcomeOf(error), 0);
      throw error;
    }
  };
}

function outcomeOf(error: unknown): UpstreamOutcome {
  if (!(error instanceof UpstreamError)) return 'failed';
  const { kind, status } = error;
  if (kind === 'status' && status !== undefined) return classOf(status);
  return kind === 'timeout' || kind === 'cancelled' ? kind : 'failed';
}

function classOf(status: number): UpstreamOutcome {
  if (status < 300) return '2xx';
  if (status < 400) return '3xx';
  return status < 500 ? '4xx' : '5xx';
}
