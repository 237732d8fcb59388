import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveState } from './live-state.ts';

/** Some pauses, however many viewers come. */
const maxAttachPauses = 4;

/** Waits until viewers who have just been let in get what is sent. */
export async function untilAttached(state: LiveState, signal: AbortSignal): Promise<void> {
  for (let i = 0; i < maxAttachPauses; i++) {
    const pauseMs = state.attachPauseMs(Date.now());
    if (pauseMs === 0) return;
    await sleep(pauseMs, undefined, { signal });
  }
}
