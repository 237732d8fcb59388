import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MemoryCounter } from '../../backend/answer-threads/memory/memory-counter.ts';
import type { AnswerPool } from '../../backend/answer-threads/tasks.ts';
import { WorkerPool, type WorkerPoolOptions } from '../../backend/workers/worker-pool.ts';

const workerMain = path.join(import.meta.dirname, '../../backend/answer-threads/worker-main.ts');

/** Counts nothing. */
export const uncounted: MemoryCounter = { count: () => () => undefined, track: () => undefined };

/** A pool of one thread with the workers' own program, but for what is given. Close it in the end. */
export function realPool(given: Partial<WorkerPoolOptions> = {}): AnswerPool {
  const startWorker = (): Worker => new Worker(workerMain, { execArgv: [] });
  return new WorkerPool({ size: 1, maxThreads: 1, idleMs: 60_000, startWorker, ...given });
}

/** A program that does what a task's first byte says, and tells the tasks' order. */
const obedientProgram = `
  const { parentPort, workerData } = require('node:worker_threads');
  const gate = new Int32Array(workerData);
  const orders = {
    wait: () => Atomics.wait(gate, 0, 0),
    exit: () => process.exit(3),
    throw: () => { throw new Error('a bug'); },
    fill: () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)); },
    answer: () => undefined,
  };
  parentPort.on('message', ({ input }) => {
    const text = new TextDecoder().decode(input.body);
    const [order = ''] = text.split(' ');
    orders[order]();
    parentPort.postMessage({ kind: 'output', output: { results: [], problems: [text] } });
    Atomics.add(gate, 1, 1);
    Atomics.notify(gate, 1);
  });
`;

export interface ObedientPool {
  readonly pool: AnswerPool;
  readonly started: readonly Worker[];
  /** Ends the waiting of every thread that was told to wait. */
  open(): void;
  /** Lets nothing else happen on this thread until one of the others has posted its first answer. */
  blockUntilAnswer(): void;
}

/** A pool whose threads do as the task's input says: wait, exit, throw, fill (the memory) or answer. */
export function obedientPool(given: Partial<WorkerPoolOptions> = {}): ObedientPool {
  const gate = new SharedArrayBuffer(8);
  const started: Worker[] = [];
  const startWorker = (): Worker => {
    const resourceLimits = { maxOldGenerationSizeMb: 32 };
    const worker = new Worker(obedientProgram, { eval: true, workerData: gate, resourceLimits, stderr: true });
    started.push(worker);
    return worker;
  };
  return {
    pool: new WorkerPool({ size: 1, maxThreads: 1, idleMs: 60_000, startWorker, ...given }),
    started,
    open: () => {
      Atomics.store(new Int32Array(gate), 0, 1);
      Atomics.notify(new Int32Array(gate), 0);
    },
    blockUntilAnswer: () => Atomics.wait(new Int32Array(gate), 1, 0),
  };
}
