import type { LiveState } from './live-state.ts';

/** A host runs a stream again within a moment after its settings were saved; a viewer who leaves and comes back within this, too. */
const keepMs = 60_000;
const maxKept = 1000;

interface Entry {
  readonly state: LiveState;
  uses: number;
  /** When the last run ended. */
  leftMs: number;
}

/** What viewers of each channel of the process have got, kept for a while after a run has ended: the next one goes on from there. */
export class LiveStates {
  readonly #entries = new Map<string, Entry>();

  /** @returns the state, and what to call when the run is over */
  enter(key: string, create: () => LiveState): { readonly state: LiveState; readonly leave: () => void } {
    this.#forgetOld(performance.now());
    const entry = this.#entries.get(key) ?? { state: create(), uses: 0, leftMs: 0 };
    entry.uses += 1;
    this.#entries.set(key, entry);
    const leave = (): void => {
      entry.uses -= 1;
      entry.leftMs = performance.now();
    };
    return { state: entry.state, leave };
  }

  #forgetOld(nowMs: number): void {
    for (const [key, { uses, leftMs }] of this.#entries) {
      if (uses === 0 && (nowMs - leftMs >= keepMs || this.#entries.size > maxKept)) this.#entries.delete(key);
    }
  }
}
