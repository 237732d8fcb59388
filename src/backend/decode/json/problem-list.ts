import { describeValue } from './describe-value.ts';

/** Malformed elements of one answer, named; bounded, since an answer can hold a million of them. */
export interface ProblemList {
  /** `path: expected …, got …`. */
  add(path: string, expected: string, got: unknown): void;
  /** The same, for a point or a row that is left out. An answer whose points and rows are all left out is an error. */
  addLost(path: string, expected: string, got: unknown): void;
  hasLost(): boolean;
  /** The first problems, and how many more there were. */
  texts(): readonly string[];
}

const defaultLimit = 20;

export function createProblemList(limit: number = defaultLimit): ProblemList {
  const texts: string[] = [];
  let omitted = 0;
  let hasLost = false;
  const add: ProblemList['add'] = (path, expected, got) => {
    if (texts.length < limit) texts.push(`${path}: expected ${expected}, got ${describeValue(got)}`);
    else omitted++;
  };
  return {
    add,
    addLost(path, expected, got) {
      hasLost = true;
      add(path, expected, got);
    },
    hasLost: () => hasLost,
    texts() {
      return omitted === 0 ? texts : [...texts, `and ${omitted} more`];
    },
  };
}
