import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for a process that is not a child of ours, of whose end nothing tells.
 * @returns the wait in ms, or undefined when it was given up
 */
export async function untilGone(pid: number, timeoutMs: number): Promise<number | undefined> {
  const started = performance.now();
  while (isRunning(pid)) {
    if (performance.now() - started > timeoutMs) return undefined;
    await sleep(20);
  }
  return performance.now() - started;
}

/** One that has ended and waits for its parent to notice does not run. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    const [, state] = /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return state !== 'Z';
  } catch {
    return false;
  }
}
