import type { MessagePort, Worker } from 'node:worker_threads';
import { createTaskQueue } from './task-queue.ts';
import { createTaskThread, type TaskThread } from './task-thread.ts';
import { ThreadEndedError } from './thread-ended-error.ts';

export interface WorkerPoolOptions {
  /** Threads that one owner may have, and all together unless another owner has none. At least 1. */
  readonly size: number;
  /** Threads in all: an owner that has none gets one up to here, whatever the others' are doing. At least `size`. */
  readonly maxThreads: number;
  /** A thread that had nothing to do for so long is ended, so that its memory goes back. */
  readonly idleMs: number;
  /** @throws when the system has no thread to give. */
  readonly startWorker: () => Worker;
}

export interface RunOptions {
  /** About how much memory the task takes: small tasks go first. */
  readonly bytes: number;
  /** Buffers and ports that go over to the thread; buffers are empty here from then on. */
  readonly transferList: readonly (ArrayBuffer | MessagePort)[];
  /** Who owns the task; owners share the threads fairly. */
  readonly owner: string;
  /** When it is aborted, `run` rejects with its reason at once, and a thread that is at work on the task is ended. */
  readonly signal: AbortSignal;
}

/** Threads and tasks as they are now; tasks and seconds of work in all. */
export interface PoolLoad {
  readonly busy: number;
  readonly idle: number;
  readonly waiting: number;
  readonly tasks: number;
  readonly busySeconds: number;
}

/** No thread could be started. The task has not begun, and its buffers were not transferred. */
export class PoolRefusal extends Error {
  constructor(cause?: unknown) {
    super('no thread could be started', { cause });
    this.name = 'PoolRefusal';
  }
}

interface Job<Task, Answer> extends RunOptions {
  readonly task: Task;
  readonly done: PromiseWithResolvers<Answer>;
  readonly onLate: (answer: Answer) => void;
  /** While it is at work. */
  thread?: TaskThread<Task, Answer>;
}

/** Threads for long work, started when they are needed and ended when they are not. */
export class WorkerPool<Task, Answer> {
  readonly #options: WorkerPoolOptions;
  readonly #waiting = createTaskQueue<Job<Task, Answer>>();
  /** Those that are at work or being ended, and for whom; a thread inside a long call of the engine ends only after that. */
  readonly #busy = new Map<TaskThread<Task, Answer>, string>();
  /** The one that was busy last comes last, and is taken first. */
  readonly #idle = new Map<TaskThread<Task, Answer>, NodeJS.Timeout>();
  #tasks = 0;
  #busyMs = 0;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  get threadCount(): number {
    return this.#busy.size + this.#idle.size;
  }

  /** What the threads are doing, and have done since there is the pool. */
  get load(): PoolLoad {
    return {
      busy: this.#busy.size,
      idle: this.#idle.size,
      waiting: this.#waiting.length,
      tasks: this.#tasks,
      busySeconds: this.#busyMs / 1000,
    };
  }

  /**
   * @param onLate gets an answer that arrives after the signal was aborted
   * @throws {PoolRefusal} before anything is taken over.
   * @throws {ThreadEndedError} when the thread ends before it is done; the others go on.
   */
  async run(task: Task, options: RunOptions, onLate: (answer: Answer) => void = ignore): Promise<Answer> {
    const { signal } = options;
    signal.throwIfAborted();
    const job: Job<Task, Answer> = { task, ...options, done: Promise.withResolvers(), onLate };
    const giveUp = (): void => {
      this.#waiting.remove(job);
      job.done.reject(signal.reason);
      void job.thread?.end();
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
    await Promise.all([...this.#busy.keys(), ...this.#idle.keys()].map((thread) => thread.end()));
  }

  #startNext(): void {
    for (let job = this.#nextJob(); job !== undefined; job = this.#nextJob()) {
      const thread = this.#freeThread(job);
      if (thread === undefined) return;
      void this.#runOn(thread, job);
    }
  }

  #nextJob(): Job<Task, Answer> | undefined {
    const { size, maxThreads } = this.#options;
    if (this.#busy.size >= maxThreads) return undefined;
    return this.#waiting.take((owner) => {
      const threads = this.#threadsOf(owner);
      return threads === 0 || (threads < size && this.#busy.size < size) ? threads : undefined;
    });
  }

  #threadsOf(owner: string): number {
    let count = 0;
    for (const other of this.#busy.values()) if (other === owner) count++;
    return count;
  }

  #freeThread(job: Job<Task, Answer>): TaskThread<Task, Answer> | undefined {
    const [thread, timer] = [...this.#idle].at(-1) ?? [];
    if (thread === undefined) return this.#startThread(job);
    this.#idle.delete(thread);
    clearTimeout(timer);
    return thread;
  }

  /** Undefined when the system gives none: the job waits on for one of the others, or is refused with all that wait. */
  #startThread(job: Job<Task, Answer>): TaskThread<Task, Answer> | undefined {
    try {
      const thread = createTaskThread<Task, Answer>(this.#options.startWorker(), () => {
        this.#forget(thread);
      });
      return thread;
    } catch (error) {
      this.#waiting.add(job);
      if (this.#busy.size > 0) return undefined;
      for (let each = this.#waiting.take(() => 0); each !== undefined; each = this.#waiting.take(() => 0)) {
        each.done.reject(new PoolRefusal(error));
      }
      return undefined;
    }
  }

  async #runOn(thread: TaskThread<Task, Answer>, job: Job<Task, Answer>): Promise<void> {
    const { task, transferList, done, owner, signal, onLate } = job;
    this.#busy.set(thread, owner);
    job.thread = thread;
    this.#tasks += 1;
    const started = performance.now();
    try {
      const answer = await thread.run(task, transferList);
      done.resolve(answer);
      delete job.thread;
      // The thread was told to end, although its answer was under way. It cannot be used again, and may have ended already.
      if (signal.aborted) onLate(answer);
      else this.#rest(thread);
    } catch (error) {
      done.reject(error);
      // A task that cannot be handed over is no fault of the thread's.
      if (!(error instanceof ThreadEndedError)) this.#rest(thread);
    }
    this.#busyMs += performance.now() - started;
    this.#startNext();
  }

  /** Ends a thread that was started beyond the pool's size; keeps any other for the next task. */
  #rest(thread: TaskThread<Task, Answer>): void {
    this.#busy.delete(thread);
    if (this.threadCount >= this.#options.size) {
      void thread.end();
      return;
    }
    const timer = setTimeout(() => {
      this.#idle.delete(thread);
      void thread.end();
    }, this.#options.idleMs);
    this.#idle.set(thread, timer.unref());
  }

  #forget(thread: TaskThread<Task, Answer>): void {
    clearTimeout(this.#idle.get(thread));
    this.#idle.delete(thread);
    this.#busy.delete(thread);
    this.#startNext();
  }
}

function ignore(): void {
  // Most answers are nothing but values.
}
