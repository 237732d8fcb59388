import { type ExecutableFacts, floorName } from '../candidates.ts';
import type { Figure } from '../figure.ts';
import { type Spread, spread } from '../statistics.ts';

/** What .build/bench.json holds. */
export interface BenchReport {
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly options: Readonly<Record<string, unknown>>;
  /** Ours is the first. */
  readonly candidates: readonly MeasuredCandidate[];
  readonly results: readonly Result[];
  readonly failures: readonly Failure[];
}

export interface MeasuredCandidate {
  readonly name: string;
  readonly path: string;
  /** Protocol versions it speaks. */
  readonly versions: readonly number[];
  /** Absent where nothing is shipped. */
  readonly executable?: ExecutableFacts;
}

/** One measure of one candidate in one protocol version. */
export interface Result extends Spread {
  readonly candidate: string;
  readonly version: number;
  readonly measure: string;
  readonly unit: Figure['unit'];
  readonly better: Figure['better'];
  /** A value for each run, at the same place for every candidate; null where the run failed. */
  readonly runs: readonly (number | null)[];
}

export interface Failure {
  readonly candidate: string;
  readonly version: number;
  readonly case: string;
  readonly reason: string;
}

/** A figure and where it belongs. */
export interface TakenFigure extends Figure {
  readonly candidate: string;
  readonly version: number;
  /** From 0. */
  readonly run: number;
}

/** Figures of all runs as results, in the order in which they first came; those with a floor also less the same run's floor. */
export function toResults(figures: readonly TakenFigure[]): Result[] {
  const runCount = Math.max(0, ...figures.map(({ run }) => run + 1));
  const groups = Map.groupBy(withoutFloor(figures), ({ candidate, version, measure }) =>
    JSON.stringify([candidate, version, measure]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const runs = Array.from({ length: runCount }, (_, run) => group.find((figure) => figure.run === run)?.value);
    const values = spread(runs);
    if (first === undefined || values === undefined) return [];
    const { candidate, version, measure, unit, better } = first;
    return [{ candidate, version, measure, unit, better, ...values, runs: runs.map((value) => value ?? null) }];
  });
}

function withoutFloor(figures: readonly TakenFigure[]): TakenFigure[] {
  const key = ({ version, run, measure }: TakenFigure): string => JSON.stringify([version, run, measure]);
  const floors = new Map(
    figures.filter(({ candidate }) => candidate === floorName).map((figure) => [key(figure), figure.value]),
  );
  return figures.flatMap((figure) => {
    const floor = floors.get(key(figure));
    if (figure.hasFloor !== true || floor === undefined || figure.candidate === floorName) return [figure];
    return [figure, { ...figure, measure: `${figure.measure} above the floor`, value: figure.value - floor }];
  });
}
