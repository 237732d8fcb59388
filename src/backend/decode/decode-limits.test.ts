import { describe, expect, it } from '@jest/globals';
import { DecodeError } from './answer/decoded-answer.ts';
import { decodeAnswer } from './decode-answer.ts';

const limits = { maxColumns: 3 };
const time = 1_714_543_200_000;
const series = (count: number): unknown =>
  Array.from({ length: count }, () => ({ target: 'x'.repeat(400), datapoints: [[1, time]] }));
const table = (count: number): unknown => [
  {
    type: 'table',
    columns: Array.from({ length: count }, (_, i) => ({ text: `c${String(i)}` })),
    rows: [[1, 2, 3, 4]],
  },
];

describe('how many series and columns one answer may hold', () => {
  it.each([
    ['series in one piece', series(3), series(4)],
    ['series that are read from the bytes', series(3), series(40)],
    ['columns of a table', table(3), table(4)],
    ['elements that cannot be read', [...(series(1) as unknown[]), {}, {}], [...(series(1) as unknown[]), {}, {}, {}]],
  ])('are counted as %s', (_, allowed, refused) => {
    const decode = (answer: unknown): unknown => decodeAnswer('query', Buffer.from(JSON.stringify(answer)), limits);
    expect(() => decode(allowed)).not.toThrow();
    const error = new DecodeError(
      'it holds more than 3 series and columns of tables, which is what one answer may hold here; ask for fewer',
      undefined,
      'too-many',
    );
    expect(() => decode(refused)).toThrow(error);
  });
});
