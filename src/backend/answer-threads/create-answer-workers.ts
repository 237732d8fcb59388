import type { AnswerDecoder } from '../decode/answer-decoder.ts';
import type { Logger } from '../sdk/log/logger.ts';
import type { MemoryCounter } from './memory/memory-counter.ts';
import type { MemoryPlan } from './memory/memory-plan.ts';
import type { ResponseEncoder } from '../sdk/protocol/encode-response.ts';
import type { OpenPool } from './run-in-pool.ts';
import { createPooledDecoder } from './pooled-decoder.ts';
import { createPooledEncoder } from './pooled-encoder.ts';
import type { AnswerPool } from './tasks.ts';
import type { PoolLoad } from '../workers/worker-pool.ts';

export interface AnswerWorkersOptions {
  readonly logger: Logger;
  readonly plan: MemoryPlan;
  readonly memory: MemoryCounter;
}

/** A decoder and an encoder that share one pool of worker threads. The pool is created with the first large answer. */
export function createAnswerWorkers({ logger, plan, memory }: AnswerWorkersOptions): {
  readonly decode: AnswerDecoder;
  readonly encode: ResponseEncoder;
  /** Undefined before the first large answer, and where there are no workers. */
  readonly load: () => PoolLoad | undefined;
} {
  let pool: Promise<AnswerPool | undefined> | undefined;
  let opened: AnswerPool | undefined;
  const open: OpenPool = () => (pool ??= loadPool(plan, logger).then((loaded) => (opened = loaded)));
  return {
    decode: createPooledDecoder({ open, memory }),
    encode: createPooledEncoder({ open, memory }),
    load: () => opened?.load,
  };
}

/** The pool's code is loaded with the first large answer, since only large answers need it. */
async function loadPool(plan: MemoryPlan, logger: Logger): Promise<AnswerPool | undefined> {
  const { startPool } = await import('./start-pool.ts');
  return startPool(plan, logger);
}
