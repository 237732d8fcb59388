import type { Worker } from 'node:worker_threads';
import { createTaskQueue } from './task-queue.ts';
import { createTaskThread, type TaskThread } from './task-thread.ts';
import type { TaskAnswer, TaskInput } from './tasks.ts';

export interface WorkerPoolOptions {
  /** Threads at the same time, at least 1. */
  readonly size: number;
  /** A thread that had nothing to do for so long is ended, so that its memory goes back. */
  readonly idleMs: number;
  /** What may wait for a thread together. */
  readonly maxWaitingBytes: number;
  /** @throws when the system has no thread to give. */
  readonly startWorker: () => Worker;
}

export interface RunOptions {
  /** About what the task takes in memory: small ones go first. */
  readonly bytes: number;
  /** Buffers that go over to the thread; they are empty here from then on. */
  readonly moved: readonly ArrayBuffer[];
  /** Aborted, whoever asked gets the reason at once; a task that is running then runs on for nobody. */
  readonly signal: AbortSignal;
}

/** Nothing was done and nothing was taken over: there is no thread, or too much waits for one. */
export class PoolRefusal extends Error {
  readonly reason: 'no-thread' | 'too-much';

  constructor(reason: 'no-thread' | 'too-much', cause?: unknown) {
    super(reason === 'no-thread' ? 'no thread could be started' : 'too much waits for a thread', { cause });
    this.name = 'PoolRefusal';
    this.reason = reason;
  }
}

interface Job extends RunOptions {
  readonly task: TaskInput;
  readonly done: PromiseWithResolvers<TaskAnswer>;
}

/** Threads for long work, started when they are needed and ended when they are not. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #waiting = createTaskQueue<Job>();
  readonly #threads = new Set<TaskThread>();
  /** The one that was busy last comes last, and is taken first. */
  readonly #idle = new Map<TaskThread, NodeJS.Timeout>();

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  get threadCount(): number {
    return this.#threads.size;
  }

  /**
   * @throws {PoolRefusal} before anything is taken over.
   * @throws {ThreadEndedError} when the thread ends before it is done; the others go on.
   */
  async run(task: TaskInput, options: RunOptions): Promise<TaskAnswer> {
    const { signal, bytes } = options;
    signal.throwIfAborted();
    const waitingBytes = this.#waiting.bytes;
    if (waitingBytes > 0 && waitingBytes + bytes > this.#options.maxWaitingBytes) throw new PoolRefusal('too-much');
    const job: Job = { task, ...options, done: Promise.withResolvers() };
    const giveUp = (): void => {
      this.#waiting.remove(job);
      job.done.reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    this.#waiting.add(job);
    this.#startNext();
    try {
      return await job.done.promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Ends every thread, whatever it is doing. */
  async close(): Promise<void> {
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  #startNext(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#freeThread();
      if (thread === undefined) return;
      const job = this.#waiting.take();
      if (job !== undefined) void this.#runOn(thread, job);
    }
  }

  #freeThread(): TaskThread | undefined {
    const [thread, timer] = [...this.#idle].at(-1) ?? [];
    if (thread === undefined) return this.#threads.size < this.#options.size ? this.#startThread() : undefined;
    this.#idle.delete(thread);
    clearTimeout(timer);
    return thread;
  }

  #startThread(): TaskThread | undefined {
    try {
      const thread = createTaskThread(this.#options.startWorker(), () => {
        this.#forget(thread);
      });
      this.#threads.add(thread);
      return thread;
    } catch (error) {
      // With others at work, what waits can go on waiting.
      if (this.#threads.size > 0) return undefined;
      for (let job = this.#waiting.take(); job !== undefined; job = this.#waiting.take()) {
        job.done.reject(new PoolRefusal('no-thread', error));
      }
      return undefined;
    }
  }

  async #runOn(thread: TaskThread, { task, moved, done }: Job): Promise<void> {
    try {
      done.resolve(await thread.run(task, moved));
    } catch (error) {
      done.reject(error);
    }
    if (this.#threads.has(thread)) this.#rest(thread);
    this.#startNext();
  }

  #rest(thread: TaskThread): void {
    const timer = setTimeout(() => {
      this.#forget(thread);
      void thread.end();
    }, this.#options.idleMs);
    this.#idle.set(thread, timer.unref());
  }

  #forget(thread: TaskThread): void {
    clearTimeout(this.#idle.get(thread));
    this.#idle.delete(thread);
    this.#threads.delete(thread);
  }
}
