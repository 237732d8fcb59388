/** What runs in a worker: a bundle of its own inside the executable. */
import { parentPort } from 'node:worker_threads';
import { runTask } from './run-task.ts';
import type { TaskInput } from './tasks.ts';

parentPort?.on('message', (task: TaskInput) => {
  const { answer, moved } = runTask(task);
  parentPort?.postMessage(answer, moved);
});
