import { availableParallelism } from 'node:os';
import { getAsset, isSea } from 'node:sea';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../log/logger.ts';
import { workerAsset } from './worker-asset.ts';
import { WorkerPool } from './worker-pool.ts';

/** More would read more large answers at a time than there is memory for. */
const maxThreads = 4;
const idleMs = 30_000;
const maxWaitingBytes = 256 * 1024 * 1024;

/** The workers of the executable, which holds their program; undefined where the backend runs as a script. */
export function startPool(logger: Logger): WorkerPool | undefined {
  if (!isSea()) return undefined;
  const program = getAsset(workerAsset, 'utf8');
  const size = Math.min(availableParallelism(), maxThreads);
  return new WorkerPool({ size, idleMs, maxWaitingBytes, startWorker: () => startWorker(program, logger) });
}

/** As the system's tools show it. */
const threadName = 'answers';

function startWorker(program: string, logger: Logger): Worker {
  logger.debug('starting a worker thread');
  // Nothing of the process's environment is of use there, and stdout is the handshake's.
  const worker = new Worker(program, {
    name: threadName,
    eval: true,
    env: {},
    execArgv: [],
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
