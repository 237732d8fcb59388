/** As much of a task as its place in the queue depends on. */
export interface QueuedTask {
  readonly bytes: number;
  /** Whose it is. */
  readonly owner: string;
}

/**
 * The tasks that wait for a thread. The next one is the smallest task of the owners that have the fewest threads, unless another of these tasks has been
 * overtaken too often.
 */
export interface TaskQueue<T extends QueuedTask> {
  readonly length: number;
  add(item: T): void;
  /** @param threadsOf how many threads an owner has; undefined when it may have no more. */
  take(threadsOf: (owner: string) => number | undefined): T | undefined;
  /** Nothing happens when it does not wait any more. */
  remove(item: T): void;
}

/** How many smaller tasks may overtake the task of their owner that waits longest. */
const maxOvertaking = 8;

export function createTaskQueue<T extends QueuedTask>(): TaskQueue<T> {
  const items: T[] = [];
  /** How many of their owner's have overtaken them. */
  const overtaken = new WeakMap<T, number>();

  function takeItem(item: T): T {
    items.splice(items.indexOf(item), 1);
    const first = items.find(({ owner }) => owner === item.owner);
    if (first !== undefined) overtaken.set(first, (overtaken.get(first) ?? 0) + 1);
    return item;
  }

  return {
    get length() {
      return items.length;
    },
    add(item) {
      items.push(item);
    },
    take(threadsOf) {
      const candidates = poorestOf(items, threadsOf);
      const [first] = candidates;
      if (first === undefined) return undefined;
      const waitedLongEnough = candidates.find((item) => (overtaken.get(item) ?? 0) >= maxOvertaking);
      return takeItem(
        waitedLongEnough ?? candidates.reduce((least, item) => (item.bytes < least.bytes ? item : least), first),
      );
    },
    remove(item) {
      const index = items.indexOf(item);
      if (index >= 0) items.splice(index, 1);
    },
  };
}

function poorestOf<T extends QueuedTask>(items: readonly T[], threadsOf: (owner: string) => number | undefined): T[] {
  let fewest = Infinity;
  let poorest: T[] = [];
  for (const item of items) {
    const threads = threadsOf(item.owner) ?? Infinity;
    if (threads < fewest) {
      fewest = threads;
      poorest = [];
    }
    if (threads === fewest && threads !== Infinity) poorest.push(item);
  }
  return poorest;
}
