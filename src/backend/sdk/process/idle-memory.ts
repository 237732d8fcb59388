/** What is looked at, and what is done about it. */
export interface IdleMemoryOptions {
  readonly intervalMs: number;
  /** CPU time of the process so far. */
  readonly usedCpuMs: () => number;
  /** What the engine holds for JavaScript's objects, used or not. */
  readonly heapBytes: () => number;
  readonly collect: () => Promise<void> | void;
}

/**
 * Collects garbage thoroughly once the process has nothing to do any more. Left alone, V8 collects when it needs room, so that
 * what a burst of queries left behind would stay for as long as nobody asks anything. Keeps no process alive.
 */
export function releaseIdleMemory({ intervalMs, usedCpuMs, heapBytes, collect }: IdleMemoryOptions): void {
  let lastCpuMs = usedCpuMs();
  let keptBytes = heapBytes();
  const check = async (): Promise<void> => {
    const cpuMs = usedCpuMs();
    const isIdle = cpuMs - lastCpuMs < intervalMs * idleShare;
    lastCpuMs = cpuMs;
    if (!isIdle || heapBytes() - keptBytes < worthwhileBytes) return;
    await collect();
    keptBytes = heapBytes();
  };
  setInterval(() => void check(), intervalMs).unref();
}

const idleShare = 0.002;

/** A collection takes the process away for some 70 ms, and compiled code with it: queries right after it cost twice as much. */
const worthwhileBytes = 16 * 1024 * 1024;
