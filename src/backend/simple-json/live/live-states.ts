import { randomBytes } from 'node:crypto';
import { sealQuestion } from './live-question.ts';
import type { LiveState } from './live-state.ts';
import type { LiveStreams } from './stream/live-streams.ts';

/** How long a state is kept after its last run: a host repeats a run soon after settings were saved, and viewers leave and come back. */
const keepMs = 60_000;
const maxKept = 1000;

interface Entry {
  readonly state: LiveState;
  /** The data source's streams, one of which fills the state. */
  owner: LiveStreams;
  uses: number;
  /** When the last run ended. */
  leftMs: number;
}

export interface EnteredState {
  readonly state: LiveState;
  /** Whether other runs of the same stream are under way. */
  readonly isShared: boolean;
  /** To be called when the run is over. */
  readonly leave: () => void;
}

/** The LiveState of each channel of the process, kept for a while after its last run has ended, so that the next run continues from there. */
export class LiveStates {
  readonly #entries = new Map<string, Entry>();
  readonly #secret = randomBytes(32);
  #nextSweepMs = 0;

  /** Signs a question for a data source; see parseLiveQuestion. */
  seal(question: object, dataSourceKey: string): string {
    return sealQuestion(question, dataSourceKey, this.#secret);
  }

  /** A channel's state, if it has a run or had one lately. */
  recent(key: string): LiveState | undefined {
    return this.#entries.get(key)?.state;
  }

  /** A channel's state, while it has a run. */
  running(key: string): LiveState | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || entry.uses === 0 ? undefined : entry.state;
  }

  /** A run of a channel begins. Where a run under the data source's former settings has not ended yet, the new one gets a copy of its state. */
  enter(key: string, owner: LiveStreams, create: () => LiveState): EnteredState {
    this.#forgetOld(performance.now());
    const entry = this.#entryFor(key, owner, create);
    const isShared = entry.uses > 0;
    entry.uses += 1;
    entry.owner = owner;
    this.#entries.set(key, entry);
    const leave = (): void => {
      entry.uses -= 1;
      entry.leftMs = performance.now();
    };
    return { state: entry.state, isShared, leave };
  }

  #entryFor(key: string, owner: LiveStreams, create: () => LiveState): Entry {
    const entry = this.#entries.get(key);
    if (entry === undefined) return { state: create(), owner, uses: 0, leftMs: 0 };
    const isOthers = entry.uses > 0 && entry.owner !== owner;
    return isOthers ? { state: entry.state.copy(), owner, uses: 0, leftMs: 0 } : entry;
  }

  #forgetOld(nowMs: number): void {
    if (nowMs < this.#nextSweepMs) return;
    this.#nextSweepMs = nowMs + 1000;
    for (const [key, { uses, leftMs }] of this.#entries) {
      if (uses === 0 && (nowMs - leftMs >= keepMs || this.#entries.size > maxKept)) this.#entries.delete(key);
    }
  }
}
