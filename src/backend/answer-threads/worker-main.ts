/** What runs in a worker: a bundle of its own inside the executable. */
import { parentPort, workerData } from 'node:worker_threads';
import type { DecodeLimits } from '../decode/decode-answer.ts';
import { runTask } from './run-task.ts';
import type { TaskInput } from './tasks.ts';

const limits = (workerData ?? {}) as DecodeLimits;

parentPort?.on('message', (task: TaskInput) => {
  const { answer, transferList } = runTask(task, limits);
  parentPort?.postMessage(answer, transferList);
});
