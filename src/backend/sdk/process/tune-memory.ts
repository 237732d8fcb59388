import { setFlagsFromString } from 'node:v8';
import { collectThoroughly, releaseIdleMemory } from './idle-memory.ts';

/** What an executable may want otherwise. */
export interface MemoryTuning {
  /** How often it is looked whether the process is idle and could give memory back; half a minute by default. */
  readonly idleIntervalMs?: number;
}

/** To be called when the process serves: none of it may delay the start. */
export function tuneMemory({ idleIntervalMs = defaultIdleIntervalMs }: MemoryTuning = {}): void {
  // A third of what V8 waits for: what a query costs falls to its lowest in three seconds of load instead of ten. Given to Node.js
  // itself, it would make it reject its code cache, and start later.
  setFlagsFromString('--invocation-count-for-turbofan=1000');
  releaseIdleMemory({
    intervalMs: idleIntervalMs,
    usedCpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    heapBytes: () => process.memoryUsage().heapTotal,
    collect: collectThoroughly,
  });
}

/** As long as dashboards that refresh themselves usually pause at most. */
const defaultIdleIntervalMs = 30_000;
