import type { Option } from '../../../shared/resource-routes.ts';
import { cacheRules } from '../../upstream/middleware/cache-control.ts';
import type { UpstreamResponse } from '../../upstream/contract/upstream-client.ts';

/** A query editor asks again with every few letters, and every editor of a dashboard asks when it opens. */
const maxAgeMs = 5000;

/** Beyond that only the newest list is kept, whatever its length. */
const maxOptions = 100_000;

export interface MetricListAnswer {
  readonly options: readonly Option[];
  readonly headers: UpstreamResponse['headers'];
}

interface Kept {
  readonly options: readonly Option[];
  readonly freshUntilMs: number;
}

/** Lists of metrics for some seconds, less where the server's Cache-Control says so. */
export class MetricListCache {
  readonly #lists = new Map<string, Kept>();
  readonly #now: () => number;
  #optionCount = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param key the same for the same question of the same person only; undefined asks in any case */
  async get(key: string | undefined, ask: () => Promise<MetricListAnswer>): Promise<readonly Option[]> {
    const kept = key === undefined ? undefined : this.#lists.get(key);
    if (kept !== undefined && this.#now() < kept.freshUntilMs) return kept.options;
    const { options, headers } = await ask();
    const { mayStore, freshForMs = maxAgeMs } = cacheRules(headers);
    if (key !== undefined && mayStore) {
      this.#keep(key, { options, freshUntilMs: this.#now() + Math.min(freshForMs, maxAgeMs) });
    }
    return options;
  }

  #keep(key: string, kept: Kept): void {
    this.#forget(key);
    this.#lists.set(key, kept);
    this.#optionCount += kept.options.length;
    for (const [oldest, { freshUntilMs }] of this.#lists) {
      const isOver = this.#optionCount > maxOptions && oldest !== key;
      if (isOver || freshUntilMs <= this.#now()) this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#optionCount -= this.#lists.get(key)?.options.length ?? 0;
    this.#lists.delete(key);
  }
}
