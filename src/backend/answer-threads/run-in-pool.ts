import { PluginError } from '../sdk/api/plugin-error.ts';
import type { MemoryCounter } from './memory/memory-counter.ts';
import type { AnswerPool, TaskAnswer, TaskInput } from './tasks.ts';
import { ThreadEndedError } from '../workers/thread-ended-error.ts';
import { PoolRefusal, type RunOptions } from '../workers/worker-pool.ts';

/** The process's pool, made when it is first asked for; undefined where there are no workers. */
export type OpenPool = () => Promise<AnswerPool | undefined>;

export interface Workers {
  readonly open: OpenPool;
  readonly memory: MemoryCounter;
}

/**
 * What a worker made of a task; undefined when there is none to do it: nothing is taken over then.
 * @throws {PluginError} when the thread ended meanwhile.
 */
export async function runInPool(open: OpenPool, task: TaskInput, options: RunOptions): Promise<TaskAnswer | undefined> {
  const pool = await open();
  try {
    return await pool?.run(task, options);
  } catch (error) {
    if (error instanceof ThreadEndedError) throw unfinished(task, error);
    if (error instanceof PoolRefusal) return undefined;
    throw error;
  }
}

const adviceOnSize = 'ask for less (a shorter time range, fewer points)';

function unfinished({ kind }: TaskInput, cause: ThreadEndedError): PluginError {
  const work = kind === 'decode' ? "reading the server's answer" : 'writing the answer for Grafana';
  const message = `${work} was not finished, ${cause.message}; try again, or ${adviceOnSize}`;
  return new PluginError(message, { errorSource: 'plugin', status: 500, cause });
}
