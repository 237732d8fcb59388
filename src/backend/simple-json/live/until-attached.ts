import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveState } from './live-state.ts';

/** How often a push waits at most, where viewers subscribe one after the other. */
const maxAttachPauses = 4;

/** Waits until the host has attached viewers that have just subscribed, so that they get the next packets. */
export async function untilAttached(state: LiveState, signal: AbortSignal): Promise<void> {
  for (let i = 0; i < maxAttachPauses; i++) {
    const pauseMs = state.attachPauseMs(Date.now());
    if (pauseMs === 0) return;
    await sleep(pauseMs, undefined, { signal });
  }
}
