import { describe, expect, it } from '@jest/globals';
import { decodeQueryAnswer } from '../decode-query-answer.ts';

const us = '05/01/2024 06:00:00 AM';

describe('columns of times that are texts', () => {
  it.each([
    ['is declared', 'at', 'time', us],
    ['is declared, whatever it has', 'at', 'time', 'Monday'],
    ["has Grafana's name for it, and a date with a time of day", 'Time', undefined, us],
    ['has another such name', 'date', undefined, '1.5.2024 6:00'],
  ])('one that %s', (_, text, type, cell) => {
    expect(unreadOf(text, type, [cell, null])).toEqual([0]);
  });

  it.each([
    ['is read', 'Time', 'time', '2024-05-01T06:00:00Z'],
    ['is a column of texts', 'Time', 'string', us],
    ['has another name', 'last', undefined, us],
    ['has a time of day alone', 'time', undefined, '06:00'],
    ['has a day of the week', 'date', undefined, 'Monday'],
  ])('not one that %s', (_, text, type, cell) => {
    expect(unreadOf(text, type, [cell])).toBeUndefined();
  });

  it('not one of which a cell says something else', () => {
    expect(unreadOf('time', undefined, [us, 'unknown'])).toBeUndefined();
  });

  it('of documents, too', () => {
    expect(decode([{ v: 1, time: us }])).toMatchObject([{ unreadTimes: [1] }]);
  });
});

function unreadOf(text: string, type: string | undefined, cells: readonly (string | null)[]): unknown {
  const [result] = decode([{ type: 'table', columns: [{ text, type }], rows: cells.map((cell) => [cell]) }]);
  return (result as { readonly unreadTimes?: unknown } | undefined)?.unreadTimes;
}

function decode(answer: unknown): readonly unknown[] {
  return decodeQueryAnswer(Buffer.from(JSON.stringify(answer))).results;
}
