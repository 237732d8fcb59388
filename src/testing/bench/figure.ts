/** One thing measured once. */
export interface Figure {
  /** What was measured, such as "100 points, 16 in flight: p99". */
  readonly measure: string;
  readonly unit: 'ms' | 'KiB' | 'MiB' | '/s';
  readonly better: 'higher' | 'lower';
  readonly value: number;
  /** Whether the floor's figure, which no plugin can beat, may be subtracted from it. */
  readonly hasFloor?: boolean;
}
