import type { UpstreamContext } from '../contract/upstream-client.ts';
import type { UpstreamMeter } from '../contract/upstream-meter.ts';
import type { Step } from './compose.ts';

export interface ConcurrencyOptions {
  readonly maxConcurrentRequests: number;
  readonly meter?: Pick<UpstreamMeter, 'queued'>;
}

interface Waiter {
  readonly enter: () => void;
}

/** Limits concurrent requests; the others wait in the order they came, those of alert rules before all others. */
export function limit({ maxConcurrentRequests, meter }: ConcurrencyOptions): Step {
  const alerts = new Set<Waiter>();
  const others = new Set<Waiter>();
  let running = 0;

  /** A promise where there is no place yet. */
  function enter({ fromAlert, signal }: UpstreamContext): Promise<void> | undefined {
    signal.throwIfAborted();
    if (running >= maxConcurrentRequests) return counted(waitIn(fromAlert ? alerts : others, signal), meter);
    running += 1;
    return undefined;
  }

  /** Passes the place to the request that has waited longest, before a new request can take it. */
  function leave(): void {
    if (alerts.size === 0 && others.size === 0) {
      running -= 1;
      return;
    }
    for (const queue of [alerts, others]) {
      for (const waiter of queue) {
        queue.delete(waiter);
        waiter.enter();
        return;
      }
    }
  }

  return (next) => async (original) => {
    const waiting = enter(original.context);
    if (waiting !== undefined) await waiting;
    try {
      return await next(original);
    } finally {
      leave();
    }
  };
}

async function counted(waiting: Promise<void>, meter: ConcurrencyOptions['meter']): Promise<void> {
  meter?.queued(1);
  try {
    await waiting;
  } finally {
    meter?.queued(-1);
  }
}

async function waitIn(queue: Set<Waiter>, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const waiter: Waiter = {
    enter: () => {
      signal.removeEventListener('abort', giveUp);
      resolve(undefined);
    },
  };
  const giveUp = (): void => {
    queue.delete(waiter);
    reject(signal.reason as Error);
  };
  queue.add(waiter);
  signal.addEventListener('abort', giveUp, { once: true });
  await promise;
}
