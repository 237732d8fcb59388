import type { UpstreamResponse } from '../contract/upstream-client.ts';

export interface StoredResponse {
  readonly response: UpstreamResponse;
  readonly freshUntilEpochMs: number;
}

/** Kept answers, the least recently used dropped first when they need more memory than they may. */
export interface ResponseStore {
  get(key: string): StoredResponse | undefined;
  set(key: string, stored: StoredResponse): void;
  delete(key: string): void;
  deleteStale(nowEpochMs: number): void;
}

/** Beside the body: headers, the key, and the map's own share. */
const overheadBytes = 1024;

export function createResponseStore(maxBytes: number): ResponseStore {
  const entries = new Map<string, StoredResponse>();
  let bytes = 0;

  function remove(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    bytes -= sizeOf(entry);
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry;
    },
    set(key, stored) {
      remove(key);
      if (sizeOf(stored) > maxBytes) return;
      entries.set(key, stored);
      bytes += sizeOf(stored);
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) return;
        remove(oldest);
      }
    },
    delete: remove,
    deleteStale(nowEpochMs) {
      for (const [key, { freshUntilEpochMs }] of entries) if (freshUntilEpochMs <= nowEpochMs) remove(key);
    },
  };
}

function sizeOf({ response }: StoredResponse): number {
  return response.body.length + overheadBytes;
}
