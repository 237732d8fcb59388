import { PluginError } from '../plugin-api/plugin-error.ts';
import type { TaskAnswer, TaskInput } from './tasks.ts';
import { ThreadEndedError } from './thread-ended-error.ts';
import { PoolRefusal, type RunOptions, type WorkerPool } from './worker-pool.ts';

/** The process's pool, made when it is first asked for; undefined where there are no workers. */
export type OpenPool = () => Promise<WorkerPool | undefined>;

/**
 * What a worker made of a task; undefined when there is none to do it: nothing is taken over then.
 * @throws {PluginError} when too much waits, or when the thread ended meanwhile.
 */
export async function askPool(open: OpenPool, task: TaskInput, options: RunOptions): Promise<TaskAnswer | undefined> {
  const pool = await open();
  try {
    return await pool?.run(task, options);
  } catch (error) {
    if (error instanceof ThreadEndedError) throw unfinished(task, error);
    if (!(error instanceof PoolRefusal)) throw error;
    if (error.reason === 'no-thread') return undefined;
    throw tooMuch(error);
  }
}

const askForLess = 'ask for less (a shorter time range, fewer points)';

function unfinished({ kind }: TaskInput, cause: ThreadEndedError): PluginError {
  const work = kind === 'decode' ? "reading the server's answer" : 'writing the answer for Grafana';
  const message = `${work} was not finished, ${cause.message}; try again, or ${askForLess}`;
  return new PluginError(message, { errorSource: 'plugin', status: 500, cause });
}

function tooMuch(cause: PoolRefusal): PluginError {
  const message = `too many large answers are being read and written at the same time; try again, or ${askForLess}`;
  return new PluginError(message, { errorSource: 'plugin', status: 503, cause });
}
