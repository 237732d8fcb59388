/** What waits for a thread: the smallest first, but nothing is overtaken too often. */
export interface TaskQueue<T extends { readonly bytes: number }> {
  readonly length: number;
  /** Of everything that waits. */
  readonly bytes: number;
  add(item: T): void;
  take(): T | undefined;
  /** Nothing happens when it does not wait any more. */
  remove(item: T): void;
}

/** So many smaller ones may overtake what waits longest. */
const maxOvertaking = 8;

export function createTaskQueue<T extends { readonly bytes: number }>(): TaskQueue<T> {
  const items: T[] = [];
  /** How many have overtaken the first since it is the first. */
  let overtaken = 0;

  function takeAt(index: number): T | undefined {
    overtaken = index === 0 ? 0 : overtaken + 1;
    return items.splice(index, 1)[0];
  }

  return {
    get length() {
      return items.length;
    },
    get bytes() {
      return items.reduce((sum, { bytes }) => sum + bytes, 0);
    },
    add(item) {
      items.push(item);
    },
    take() {
      if (items.length === 0) return undefined;
      return takeAt(overtaken >= maxOvertaking ? 0 : smallestOf(items));
    },
    remove(item) {
      const index = items.indexOf(item);
      if (index === 0) overtaken = 0;
      if (index >= 0) items.splice(index, 1);
    },
  };
}

function smallestOf(items: readonly { readonly bytes: number }[]): number {
  let smallest = 0;
  for (const [index, { bytes }] of items.entries()) {
    if (bytes < (items[smallest]?.bytes ?? 0)) smallest = index;
  }
  return smallest;
}
