/** How long to measure. */
export interface Effort {
  /** Starts of which the median is one run's figure. */
  readonly starts: number;
  /** Until a just-in-time compiler has seen enough. */
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Queries to measure at least, however long they take. */
  readonly atLeast: number;
  readonly mixedMs: number;
  /** Before memory is looked at. */
  readonly settleMs: number;
  /** Before memory is looked at once more; 0 leaves it out. */
  readonly idleMs: number;
}

export const patientEffort: Effort = {
  starts: 15,
  warmUpMs: 2000,
  measureMs: 2000,
  atLeast: 5,
  mixedMs: 6000,
  settleMs: 1000,
  idleMs: 0,
};

/** Enough to see that everything works. */
export const hastyEffort: Effort = {
  starts: 3,
  warmUpMs: 200,
  measureMs: 200,
  atLeast: 2,
  mixedMs: 1000,
  settleMs: 200,
  idleMs: 0,
};
