import { DecodeError } from '../decode/answer/decoded-answer.ts';
import { PluginError } from '../sdk/api/plugin-error.ts';
import type { ThreadEndedError } from '../workers/thread-ended-error.ts';
import type { TaskFailure, TaskInput } from './tasks.ts';

/** Converts an error for posting it from a thread: a posted DecodeError would arrive as a plain Error. */
export function toTaskFailure(error: unknown): TaskFailure {
  if (!(error instanceof DecodeError)) return { kind: 'failed', error };
  const { message, reason, cause } = error;
  return { kind: 'unreadable', message, reason, cause };
}

/** The reverse of toTaskFailure, in the thread that gets it. */
export function fromTaskFailure(failure: TaskFailure, task: Pick<TaskInput, 'kind'>): unknown {
  if (failure.kind === 'unreadable') return new DecodeError(failure.message, failure.cause, failure.reason);
  return (task.kind === 'decode' ? outOfMemory(failure.error) : undefined) ?? failure.error;
}

/** The error for a task whose thread ended before the task was done. */
export function unfinishedTask({ kind }: Pick<TaskInput, 'kind'>, cause: ThreadEndedError): PluginError {
  const work = kind === 'decode' ? "reading the server's answer" : 'writing the answer for Grafana';
  return pluginError(`${work} was not finished, ${cause.message}; try again, or ${adviceOnSize}`, cause);
}

/** V8 throws a RangeError for arrays and texts that are too large, and for a recursion that is too deep. */
function outOfMemory(error: unknown): PluginError | undefined {
  // An error of another thread need not be one of our own kind.
  const { name, message: reason } = Object(error) as { readonly name?: unknown; readonly message?: unknown };
  if (name !== 'RangeError') return undefined;
  const message = `reading the server's answer takes more than there is here for one (${String(reason)}); ${adviceOnSize}`;
  return pluginError(message, error);
}

const adviceOnSize = 'ask for less (a shorter time range, fewer points)';

function pluginError(message: string, cause: unknown): PluginError {
  return new PluginError(message, { errorSource: 'plugin', status: 500, cause });
}
