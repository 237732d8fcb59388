import { describe, expect, it } from '@jest/globals';
import { toPlainField } from '../../../testing/support/plain-answer.ts';
import { decodeAnnotations } from './decode-annotations.ts';

const t = 1714543200000;

describe('a saved annotation with mappings', () => {
  const hints = { columnNames: { time: 'Start', timeEnd: 'End', text: 'What', tags: 'Labels' } };

  it.each<[string, unknown]>([
    [
      'a table',
      {
        type: 'table',
        columns: ['Start', 'End', 'Other', 'What', 'Labels'].map((text) => ({ text })),
        rows: [[t, t + 60_000, 'no', 'hello', ['a', 'b']]],
      },
    ],
    ['an event', { Start: t, End: t + 60_000, Other: 'no', What: 'hello', Labels: ['a', 'b'] }],
  ])('is read from %s, and found by the page under the names it knows', (_, element) => {
    const { fields } = decodeAnnotations(Buffer.from(JSON.stringify([element])), hints);
    const columns = Object.fromEntries(fields.map((field) => [field.name, toPlainField(field)['values']]));
    expect(columns).toMatchObject({
      time: [t],
      timeEnd: [t + 60_000],
      text: ['hello'],
      tags: ['a,b'],
      Start: [t],
      End: [t + 60_000],
      What: ['hello'],
      Labels: ['a,b'],
    });
  });

  it('does without for what the server calls as Grafana does', () => {
    const { fields } = decodeAnnotations(Buffer.from(JSON.stringify([{ time: t, text: 'b' }])), hints);
    const times = fields.filter(({ name }) => name === 'time').map((field) => toPlainField(field)['values']);
    expect(times).toEqual([[t]]);
  });
});

describe('events under other names', () => {
  const t = 1714543200000;
  const iso = '2024-05-01T06:00:00Z';

  it.each<[string, unknown, unknown]>([
    ['a time and a message', [{ time: t, message: 'x' }], { time: t, text: 'x' }],
    [
      'a time and an end under another name',
      [{ time: t, endTime: t + 5, text: 'x' }],
      { time: t, timeEnd: t + 5, text: 'x' },
    ],
    ['a title, and no text of its own', [{ time: t, title: 'x', body: '{}' }], { time: t, text: 'x' }],
    ['timestamp and message', [{ timestamp: t, message: 'x' }], { time: t, text: 'x' }],
    ['date and description', [{ date: iso, description: 'x' }], { time: t, text: 'x' }],
    ['start and end', [{ start: iso, end: '2024-05-01T06:00:01Z', title: 'x' }], { time: t, timeEnd: t + 1000, text: 'x' }], // prettier-ignore
    ['hits of a search', { hits: { hits: [{ _index: 'i', _source: { '@timestamp': iso, message: 'x' } }] } }, { time: t, text: 'x' }], // prettier-ignore
    ['by number', { 1: { time: t, text: 'x' } }, { time: t, text: 'x' }],
    ['in a text', { statusCode: 200, body: JSON.stringify([{ time: t, text: 'x' }]) }, { time: t, text: 'x' }],
    ['in arrays of one', [{ time: [t], text: ['x'], tags: [] }], { time: t, text: 'x' }],
  ])('%s', (_, answer, expected) => {
    const { fields, problems } = decodeAnnotations(Buffer.from(JSON.stringify(answer)));
    const first = Object.fromEntries(fields.map(({ name, values }) => [name, values[0]]));
    expect(first).toMatchObject(expected as object);
    expect(problems).toEqual([]);
  });

  it('are refused where nothing is plainly a time', () => {
    expect(() => decodeAnnotations(Buffer.from('[{"timestamp":"soon","message":"x"}]'))).toThrow('expected a time');
  });
});
