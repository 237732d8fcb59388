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

describe('what is refused before it is parsed', () => {
  const kinds = ['query', 'search', 'annotations'] as const;

  it.each(kinds)('is too many arrays and objects in an answer of the kind %s', (kind) => {
    // Not even whole JSON: it has not come to that.
    const body = Buffer.from(`[${'{},'.repeat(2_100_000)}`);
    expect(() => decodeAnswer(kind, body)).toThrow(/^expected at most \d+ (?:arrays and objects|values) in/);
  });

  it.each(kinds)('is too many different keys in an answer of the kind %s', (kind) => {
    const body = Buffer.from(`[${Array.from({ length: 260_000 }, (_, i) => `{"${i.toString(36)}":1},`).join('')}`);
    expect(() => decodeAnswer(kind, body)).toThrow(/^expected at most 250000 (?:different keys|values) in/);
  });

  it('is not what lies in plain points', () => {
    const points = Array.from({ length: 2_100_000 }, (_, i) => `[1,${String(time + i)}]`).join();
    const { results } = decodeAnswer('query', Buffer.from(`[{"target":"a","datapoints":[${points}]}]`));
    expect(results.map((result) => result.kind === 'series' && result.value.values.length)).toEqual([2_100_000]);
  });
});
