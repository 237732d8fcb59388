import type { MemoryCounter } from './memory/memory-counter.ts';
import { fromTaskFailure, unfinishedTask } from './task-failure.ts';
import type { AnswerPool, TaskAnswer, TaskFailure, TaskInput } from './tasks.ts';
import { ThreadEndedError } from '../workers/thread-ended-error.ts';
import { PoolRefusal, type RunOptions } from '../workers/worker-pool.ts';

/** Returns the process's pool, which is created at the first call; undefined where there are no worker threads. */
export type OpenPool = () => Promise<AnswerPool | undefined>;

export interface Workers {
  readonly open: OpenPool;
  readonly memory: MemoryCounter;
}

/**
 * Runs a task in a worker thread. Undefined when no thread can do it; the task's buffers are not transferred then.
 * @throws {PluginError} when the thread ended meanwhile, or had not enough memory
 * @throws {DecodeError} as decoding here would
 */
export async function runInPool(
  open: OpenPool,
  task: TaskInput,
  options: RunOptions,
): Promise<Exclude<TaskAnswer, TaskFailure> | undefined> {
  const pool = await open();
  try {
    const answer = await pool?.run(task, options, closePort);
    if (answer?.kind === 'unreadable' || answer?.kind === 'failed') throw fromTaskFailure(answer, task);
    return answer;
  } catch (error) {
    if (error instanceof ThreadEndedError) throw unfinishedTask(task, error);
    if (error instanceof PoolRefusal) return undefined;
    throw error;
  }
}

/** Messages in a port that is not closed would stay in memory forever. */
function closePort(answer: TaskAnswer): void {
  if ('port' in answer) answer.port.close();
}
