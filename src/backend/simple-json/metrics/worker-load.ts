/** What the threads for large answers are doing. */
export interface WorkerLoad {
  readonly busy: number;
  readonly idle: number;
  /** Tasks that wait for a thread. */
  readonly waiting: number;
  /** Since the start of the process. */
  readonly tasks: number;
  readonly busySeconds: number;
}

/** Of a process that has none. */
export const noWorkerLoad: WorkerLoad = { busy: 0, idle: 0, waiting: 0, tasks: 0, busySeconds: 0 };
