import { describe, expect, it } from '@jest/globals';
import { aSeries } from '../../../testing/support/builders.ts';
import { NewPoints } from './new-points.ts';

const nowMs = 1_714_543_200_000;

function from(floorMs: number): NewPoints {
  const points = new NewPoints(60_000);
  points.begin('a', floorMs);
  return points;
}

describe('NewPoints', () => {
  it('takes what is later than the beginning, once, in the order of time', () => {
    const points = from(nowMs - 1000);
    const answer = aSeries({
      points: [
        [1, nowMs - 1000],
        [2, nowMs - 500],
        [null, nowMs],
      ],
    });
    expect(points.take('a', answer, nowMs)).toEqual([
      { epochMs: nowMs - 500, value: 2 },
      { epochMs: nowMs, value: null },
    ]);
    expect(points.take('a', answer, nowMs)).toEqual([]);
    expect(points.nextFromMs(nowMs)).toBe(nowMs);
  });

  it('looks at the newest of a server that sends all it has, and remembers no more than it needs', () => {
    const points = from(0);
    const count = 200_000;
    const answer = aSeries({ points: Array.from({ length: count }, (_, i) => [i, nowMs - (count - i)] as const) });
    const found = points.take('a', answer, nowMs);
    expect(found).toHaveLength(16_384);
    expect(found.at(-1)).toEqual({ epochMs: nowMs - 1, value: count - 1 });
    expect(points.take('a', answer, nowMs)).toEqual([]);
  });

  it('takes the last of several points of one time, and no change for what comes again', () => {
    const points = from(nowMs - 1000);
    const answer = aSeries({
      points: [
        [1, nowMs - 500],
        [2, nowMs - 500],
        [3, nowMs],
      ],
    });
    const found = [
      { epochMs: nowMs - 500, value: 2 },
      { epochMs: nowMs, value: 3 },
    ];
    expect([1, 2, 3].map(() => points.take('a', answer, nowMs))).toEqual([found, [], []]);
  });

  it('does not wait for a series that ended long ago, nor for a point that is not yet', () => {
    const points = from(nowMs - 3_600_000);
    points.begin('b', nowMs - 5000);
    expect(points.nextFromMs(nowMs)).toBe(nowMs - 5000);
    points.take('b', aSeries({ points: [[1, nowMs + 3_600_000]] }), nowMs);
    expect(points.nextFromMs(nowMs)).toBe(nowMs);
  });
});
