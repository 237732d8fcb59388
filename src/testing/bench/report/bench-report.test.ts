import { describe, expect, it } from '@jest/globals';
import { type TakenFigure, toResults } from './bench-report.ts';

const latency = { measure: 'latency', unit: 'ms', better: 'lower', hasFloor: true, version: 1 } as const;

describe('toResults', () => {
  it('gathers the runs of a measure and says where they lie', () => {
    const figures: TakenFigure[] = [3, 1, 2].map((value, run) => ({ ...latency, candidate: 'ours', run, value }));
    expect(toResults(figures)).toEqual([
      {
        candidate: 'ours',
        version: 1,
        measure: 'latency',
        unit: 'ms',
        better: 'lower',
        min: 1,
        median: 2,
        max: 3,
        runs: [3, 1, 2],
      },
    ]);
  });

  it('keeps candidates, versions and measures apart', () => {
    const figures: TakenFigure[] = [
      { ...latency, candidate: 'ours', run: 0, value: 1 },
      { ...latency, candidate: 'theirs', run: 0, value: 2 },
      { ...latency, candidate: 'ours', version: 2, run: 0, value: 3 },
      { ...latency, candidate: 'ours', measure: 'CPU', run: 0, value: 4 },
    ];
    expect(toResults(figures).map(({ runs }) => runs)).toEqual([[1], [2], [3], [4]]);
  });

  it('leaves a gap where a run has no figure', () => {
    const figures: TakenFigure[] = [
      { ...latency, candidate: 'ours', run: 0, value: 5 },
      { ...latency, candidate: 'ours', run: 2, value: 7 },
    ];
    expect(toResults(figures)).toMatchObject([{ runs: [5, null, 7], median: 6 }]);
  });

  it("subtracts the same run's and version's floor, but not from the floor itself", () => {
    const figures: TakenFigure[] = [
      { ...latency, candidate: 'ours', run: 0, value: 10 },
      { ...latency, candidate: 'ours', run: 1, value: 20 },
      { ...latency, candidate: 'ours', version: 2, run: 0, value: 50 },
      { ...latency, candidate: 'ours', measure: 'p99', hasFloor: false, run: 0, value: 30 },
      { ...latency, candidate: 'floor', run: 0, value: 4 },
      { ...latency, candidate: 'floor', run: 1, value: 5 },
      { ...latency, candidate: 'floor', measure: 'p99', hasFloor: false, run: 0, value: 1 },
    ];
    const above = toResults(figures).filter(({ measure }) => measure.endsWith('above the floor'));
    expect(above).toMatchObject([{ candidate: 'ours', version: 1, measure: 'latency above the floor', runs: [6, 15] }]);
  });
});
