import { getAsset, isSea } from 'node:sea';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { DecodeLimits } from '../decode/decode-answer.ts';
import type { Logger } from '../sdk/log/logger.ts';
import type { MemoryPlan } from './memory/memory-plan.ts';
import { workerAsset } from './worker-asset.ts';
import type { AnswerPool } from './tasks.ts';
import { WorkerPool } from '../workers/worker-pool.ts';

const idleMs = 30_000;
const mebibyte = 1024 * 1024;

/** The executable's pool of worker threads; undefined where the backend runs as a script (the threads' program is an asset of the executable), or may have no threads. */
export function startPool(plan: MemoryPlan, logger: Logger): AnswerPool | undefined {
  if (!isSea() || plan.threads === 0) return undefined;
  const program = getAsset(workerAsset, 'utf8');
  const { threads: size, maxThreads } = plan;
  return new WorkerPool({ size, maxThreads, idleMs, startWorker: () => startWorker(program, plan, logger) });
}

/** Heap that the thread's program takes before any answer. */
const ownHeapMebibytes = 16;

/** The thread's name in `top -H` and the like. */
const threadName = 'answers';

function startWorker(program: string, { workerHeapBytes, maxSeries }: MemoryPlan, logger: Logger): Worker {
  const limits: DecodeLimits = { maxHeapBytes: workerHeapBytes, maxColumns: maxSeries };
  logger.debug('starting a worker thread');
  // The thread needs no environment variables, and must not write to stdout, which belongs to the handshake line.
  const worker = new Worker(program, {
    name: threadName,
    eval: true,
    env: {},
    execArgv: [],
    workerData: limits,
    // A quarter more than planned, since memory cannot be estimated exactly. A thread that runs out of memory fails only its own query.
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil((workerHeapBytes * 1.25) / mebibyte) + ownHeapMebibytes },
    stdout: true,
    stderr: true,
  });
  for (const output of [worker.stdout, worker.stderr]) logOutput(output, logger);
  return worker.once('error', (error) => {
    logger.error('a worker thread ended', { error });
  });
}

function logOutput(output: Readable, logger: Logger): void {
  output.on('data', (text: Buffer) => {
    logger.warn('a worker thread wrote', { text: text.toString().trimEnd() });
  });
}
