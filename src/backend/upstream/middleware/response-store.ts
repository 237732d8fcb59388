import type { Kept } from '../contract/kept-memory.ts';
import { createMemoryBudget, type MemoryBudget } from '../contract/memory-budget.ts';
import type { UpstreamResponse } from '../contract/upstream-client.ts';

export interface StoredResponse {
  readonly response: UpstreamResponse;
  readonly keptEpochMs: number;
  readonly freshForMs: number;
}

/** A clock that was set back since must not keep an answer fresh for as long; one that stands still while the machine sleeps, neither. */
export function isFresh({ keptEpochMs, freshForMs }: StoredResponse, nowEpochMs: number): boolean {
  return nowEpochMs >= keptEpochMs && nowEpochMs < keptEpochMs + freshForMs;
}

/** Kept answers, the least recently used dropped first when they need more memory than they may, or others need it. */
export interface ResponseStore {
  get(key: string): StoredResponse | undefined;
  /** Keeps a copy of the body, where there is room for it. */
  set(key: string, stored: StoredResponse): void;
  delete(key: string): void;
  deleteStale(nowEpochMs: number): void;
  clear(): void;
}

/** Beside body and headers: the key, and the map's own share. */
const overheadBytes = 1024;

export function createResponseStore(
  maxBytes: number,
  budget: Pick<MemoryBudget, 'keep'> = createMemoryBudget().of(''),
): ResponseStore {
  return new CountedStore(maxBytes, budget);
}

interface Entry {
  readonly stored: StoredResponse;
  readonly bytes: number;
  readonly kept: Kept;
}

class CountedStore implements ResponseStore {
  readonly #maxBytes: number;
  readonly #budget: Pick<MemoryBudget, 'keep'>;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(maxBytes: number, budget: Pick<MemoryBudget, 'keep'>) {
    this.#maxBytes = maxBytes;
    this.#budget = budget;
  }

  get(key: string): StoredResponse | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.kept.resize(entry.bytes);
    return entry.stored;
  }

  set(key: string, stored: StoredResponse): void {
    this.delete(key);
    const bytes = sizeOf(stored);
    if (bytes > this.#maxBytes) return;
    const kept = this.#budget.keep(() => {
      this.delete(key);
    });
    if (!kept.resize(bytes)) return;
    const copy = { ...stored, response: { ...stored.response, body: stored.response.body.slice() } };
    this.#entries.set(key, { stored: copy, bytes, kept });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    entry.kept.release();
  }

  deleteStale(nowEpochMs: number): void {
    for (const [key, { stored }] of this.#entries) if (!isFresh(stored, nowEpochMs)) this.delete(key);
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }
}

function sizeOf({ response: { body, headers } }: StoredResponse): number {
  let bytes = body.length + overheadBytes;
  // A character may take two bytes.
  for (const name in headers) bytes += 2 * (name.length + (headers[name]?.length ?? 0));
  return bytes;
}
