import type { MessagePort, Worker } from 'node:worker_threads';
import { ThreadEndedError } from './thread-ended-error.ts';

/** A worker and what it is doing. Keeps the process alive only while it does something. */
export interface TaskThread<Task, Answer> {
  /**
   * One at a time.
   * @throws {ThreadEndedError} when the worker ends first.
   */
  run(task: Task, transferList: readonly (ArrayBuffer | MessagePort)[]): Promise<Answer>;
  end(): Promise<void>;
}

/** @param onEnd called once, when the thread cannot be used any more. */
export function createTaskThread<Task, Answer>(worker: Worker, onEnd: () => void): TaskThread<Task, Answer> {
  let running: PromiseWithResolvers<Answer> | undefined;
  let ended = false;

  const finish = (): PromiseWithResolvers<Answer> | undefined => {
    const finished = running;
    running = undefined;
    worker.unref();
    return finished;
  };
  const fail = (error: ThreadEndedError): void => {
    if (!ended) onEnd();
    ended = true;
    finish()?.reject(error);
  };

  worker.unref();
  worker.on('message', (answer: Answer) => finish()?.resolve(answer));
  worker.once('error', (error) => {
    fail(new ThreadEndedError(describe(error), error));
  });
  worker.once('messageerror', (error) => {
    fail(new ThreadEndedError('its answer could not be taken over', error));
    void worker.terminate();
  });
  worker.once('exit', (code) => {
    fail(new ThreadEndedError(`exit code ${String(code)}`));
  });
  return {
    run(task, transferList) {
      worker.postMessage(task, transferList);
      worker.ref();
      running = Promise.withResolvers();
      return running.promise;
    },
    end: () => worker.terminate().then(() => undefined),
  };
}

function describe(error: unknown): string {
  // An error of another thread need not be one of our own kind.
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it was out of memory' : String(message);
}
