/** How the memory that this process may take is divided. */
export interface MemoryPlan {
  /** For answers that are read and written, all together. */
  readonly answerBytes: number;
  /** For one answer while there are no other answers. */
  readonly answerBytesAlone: number;
  /** For the values of one answer while a worker reads it. */
  readonly workerHeapBytes: number;
  /** Series that one query may get; here and in a thread, each takes some kilobytes beside its points. */
  readonly maxSeries: number;
  /** Threads that one data source may have; without any, all is done on the main thread. */
  readonly threads: number;
  /** Threads of all data sources together, so that each can have one. */
  readonly maxThreads: number;
}

export interface Machine {
  /** What the process may take: the container's limit, or the machine's memory. */
  readonly memoryBytes: number;
  readonly processors: number;
  /** What the system lets the process have; no limit unless told. */
  readonly allowedThreads?: number;
}

const mebibyte = 1024 * 1024;

/** Memory of the process without any answer. */
const restBytes = 80 * mebibyte;
/** Memory of an idle thread. */
const threadBytes = 16 * mebibyte;

const seriesBytes = 4096;
const seriesBytesOfThread = 2048;

/**
 * Of the memory that is free, 60 % is for all answers together, 80 % for one answer while there is no other, and 20 % for the JSON values that a
 * thread makes while it parses an answer. On machines with more than 5 GiB only the share of one answer alone goes on growing.
 */
export function planMemory({ memoryBytes, processors, allowedThreads = Infinity }: Machine): MemoryPlan {
  const free = Math.max(memoryBytes - restBytes, 0);
  const workerHeapBytes = clamp(free / 5, 16 * mebibyte, 1024 * mebibyte);
  const affordable = Math.floor(free / 2 / (threadBytes + workerHeapBytes / 4));
  const threads = clamp(Math.min(processors, affordable), 1, 4);
  const answerBytes = clamp(free * 0.6, 24 * mebibyte, 512 * mebibyte);
  return {
    answerBytes,
    answerBytesAlone: clamp(free * 0.8, answerBytes, Infinity),
    workerHeapBytes,
    maxSeries: clamp(Math.min(answerBytes / seriesBytes, workerHeapBytes / seriesBytesOfThread), 1000, 100_000),
    threads: Math.min(threads, allowedThreads),
    maxThreads: Math.min(clamp(affordable, threads, threads + 4), allowedThreads),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.floor(Math.min(Math.max(value, least), most));
}
