import { describe, expect, it } from '@jest/globals';
import { decodeJson, summaryOf } from '../../../testing/support/decoded-json.ts';
import { DecodeError } from '../answer/decoded-answer.ts';

const t = 1714543200000;
const iso = '2024-05-01T06:00:00Z';
const series = { target: 'a', datapoints: [[1, t]] };

const summary = (answer: unknown): unknown => summaryOf(answer, 'refId');

describe('results by name', () => {
  const frame = { schema: { fields: [{ name: 'time', type: 'time' }, { name: 'v', type: 'number' }] }, data: { values: [[t], [1]] } }; // prettier-ignore
  it.each<[string, unknown, unknown]>([
    ['by refId', { A: [series], B: series }, [['a', 'A', [t], [1]], ['a', 'B', [t], [1]]]], // prettier-ignore
    ['by refId in an envelope', { results: { A: [series] } }, [['a', 'A', [t], [1]]]],
    ['by numbers, as PHP writes lists with gaps', { 1: series, 3: series }, [['a', undefined, [t], [1]], ['a', undefined, [t], [1]]]], // prettier-ignore
    ['of Grafana 4 to 7', { results: { A: { refId: 'A', series: [{ name: 'a', points: [[1, t]] }], tables: null } } }, [['a', 'A', [t], [1]]]], // prettier-ignore
    ['of Grafana 8 and later', { results: { A: { status: 200, frames: [frame] } } }, [[['time', t], ['v', 1]]]], // prettier-ignore
    ['points by target', { cpu: [[1, t]], mem: [] }, [['cpu', undefined, [t], [1]], ['mem', undefined, [], []]]], // prettier-ignore
    ['points with times first', { cpu: [[t, 1]] }, [['cpu', undefined, [t], [1]]]],
    ['ThingsBoard', { temp: [{ ts: t, value: '21.5' }] }, [['temp', undefined, [t], [21.5]]]],
    ['values by time', { [t]: 1, [t + 1000]: null }, [[undefined, undefined, [t, t + 1000], [1, NaN]]]],
    ['values by time as text', { [iso]: 1 }, [[undefined, undefined, [t], [1]]]],
  ])('%s', (_, answer, expected) => {
    expect(summary(answer)).toEqual(expected);
    expect(decodeJson(answer).problems).toEqual([]);
  });

  it('are refused where one of them is an error', () => {
    expect(() =>
      decodeJson({ results: { A: { error: 'no such table', status: 500 }, B: { frames: [frame] } } }),
    ).toThrow(new DecodeError('no such table', undefined, 'stated'));
  });
});

describe('rows and columns by name', () => {
  const table = [
    ['time', t],
    ['load', 1],
  ];

  it.each<[string, unknown, unknown]>([
    ['pandas, to_json()', { time: { 0: iso }, load: { 0: 1 } }, table],
    ['pandas, to_json() with times as index', { load: { [t]: 1 } }, table],
    ['pandas, orient="index"', { [iso]: { load: 1 } }, table],
    ['pandas, orient="index" of rows that are counted', { 0: { time: t, load: 1 } }, table],
    ['pandas, orient="list"', { time: [iso], load: [1] }, table],
    ['pandas, orient="values" with three columns', [[1, iso, 'x']], [['Column 1', 1], ['time', t], ['Column 3', 'x']]], // prettier-ignore
    ['one document', { time: t, load: 1 }, table],
    ['the only list in an object', { count: 1, warnings: [{ code: 1 }], metrics: [{ time: t, load: 1 }] }, table],
  ])('%s', (_, answer, expected) => {
    expect(summary(answer)).toEqual([expected]);
    expect(decodeJson(answer).problems).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['pandas, orient="values"', [[iso, 1]]],
    ['values with times behind them', [[1, t]]],
  ])('%s, of two columns, is a series', (_, answer) => {
    expect(summary(answer)).toEqual([[undefined, undefined, [t], [1]]]);
  });

  it.each<[string, unknown]>([
    ['two lists', { a: [{ x: 1 }], b: [{ y: 1 }] }],
    ['lists of different lengths', { a: [1, 2], b: [1] }],
    ['rows without a time', [[1, 2]]],
    ['an object in an object', { a: { b: { c: 1 } } }],
    ['a scalar', { value: 42 }],
    ['rows of different lengths', [[t, 1], [t]]],
  ])('%s are no answer', (_, answer) => {
    expect(() => decodeJson(answer)).toThrow('expected ');
  });
});

describe('answers in a text', () => {
  const text = JSON.stringify([series]);
  it.each<[string, unknown]>([
    ['AWS Lambda', { statusCode: 200, headers: {}, body: text }],
    ['AWS Lambda, in base64', { statusCode: 200, isBase64Encoded: true, body: Buffer.from(text).toString('base64') }],
    ['AWS Lambda, with an object', { statusCode: 200, body: [series] }],
    ['ASP.NET', { d: text }],
    ['WCF', { GetDataResult: text }],
    ['texts in an array', [JSON.stringify(series)]],
    ['data', { data: text }],
  ])('%s', (_, answer) => {
    expect(summary(answer)).toEqual([['a', undefined, [t], [1]]]);
  });

  it('are errors where they say so', () => {
    expect(() => decodeJson({ statusCode: 500, body: '{"message":"db down"}' })).toThrow(new DecodeError('db down', undefined, 'stated')); // prettier-ignore
    expect(() => decodeJson({ statusCode: 502, body: 'db down' })).toThrow('db down');
  });

  it('are bounded as those that are not', () => {
    const body = '['.repeat(600) + ']'.repeat(600);
    expect(() => decodeJson({ statusCode: 200, body })).toThrow('at most 512 levels');
  });
});

describe('scalars in arrays, as R writes them', () => {
  it('in series', () => {
    expect(summary([{ target: ['cpu'], refId: ['A'], datapoints: [[1, t]] }])).toEqual([['cpu', 'A', [t], [1]]]);
  });

  it('in tables', () => {
    const columns = [{ text: ['time'], type: ['time'] }, { text: ['load'], type: ['number'] }]; // prettier-ignore
    expect(summary([{ type: ['table'], columns, rows: [[[t], [1]]] }])).toEqual([[['time', t], ['load', 1]]]); // prettier-ignore
  });
});
