import { getHeapStatistics } from 'node:v8';
import { releaseIdleMemory } from './idle-memory.ts';
import { collectThoroughly, optimizeSooner } from './v8-internals.ts';

/** What an executable may want otherwise. */
export interface MemoryTuning {
  /** How often it is looked whether the process is idle and could give memory back; half a minute by default. */
  readonly idleIntervalMs?: number;
}

/** To be called when the process serves: none of it may delay the start. */
export function tuneMemory({ idleIntervalMs = defaultIdleIntervalMs }: MemoryTuning = {}): void {
  optimizeSooner();
  releaseIdleMemory({
    intervalMs: idleIntervalMs,
    usedCpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    // `process.memoryUsage` needs /proc.
    heapBytes: () => getHeapStatistics().total_heap_size,
    collect: collectThoroughly,
  });
}

/** As long as dashboards that refresh themselves usually pause at most. */
const defaultIdleIntervalMs = 30_000;
