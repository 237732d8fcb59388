/**
 * How much memory all answers that are being read may take together. When it is used up, the largest of them is given up, so
 * that one that does not end cannot stop the others.
 */
export interface MemoryBudget {
  /** `onRefused` is called at most once, and not any more after `release`. */
  open(onRefused: () => void): MemoryShare;
}

export interface MemoryShare {
  take(bytes: number): void;
  release(): void;
}

interface Holder {
  bytes: number;
  readonly onRefused: () => void;
}

export function createMemoryBudget(maxBytes: number): MemoryBudget {
  const holders = new Set<Holder>();
  let used = 0;

  function giveUp(holder: Holder): void {
    used -= holder.bytes;
    holder.bytes = 0;
    holders.delete(holder);
  }

  return {
    open(onRefused) {
      const own: Holder = { bytes: 0, onRefused };
      holders.add(own);
      return {
        take(bytes) {
          if (!holders.has(own)) return;
          own.bytes += bytes;
          used += bytes;
          while (used > maxBytes) {
            const largest = [...holders].reduce((most, holder) => (holder.bytes > most.bytes ? holder : most));
            // Alone, an answer may be as large as its own settings allow.
            if (largest.bytes === used) return;
            giveUp(largest);
            largest.onRefused();
          }
        },
        release: () => {
          giveUp(own);
        },
      };
    },
  };
}
