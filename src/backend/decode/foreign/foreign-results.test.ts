import { describe, expect, it } from '@jest/globals';
import { decodeJson, summaryOf } from '../../../testing/support/decoded-json.ts';
import { DecodeError } from '../answer/decoded-answer.ts';

const t = 1714543200000;
const iso = '2024-05-01T06:00:00Z';
const influx = { name: 'cpu', tags: { host: 'a' }, columns: ['time', 'mean'], values: [[iso, 1], [t + 1000, 2]] }; // prettier-ignore

const summary = (answer: unknown): unknown => summaryOf(answer, 'labels');

describe('series of other tools', () => {
  it.each<[string, unknown, unknown]>([
    [
      'an InfluxDB answer',
      { results: [{ statement_id: 0, series: [influx] }] },
      [['cpu.mean', { host: 'a' }, [t, t + 1000], [1, 2]]],
    ],
    ['an InfluxDB series', [influx], [['cpu.mean', { host: 'a' }, [t, t + 1000], [1, 2]]]],
    [
      'several InfluxDB columns and statements',
      {
        results: [
          { series: [{ name: 'cpu', columns: ['time', 'min', 'max'], values: [[t, 1, null]] }] },
          { statement_id: 1 },
        ],
      },
      [
        ['cpu.min', {}, [t], [1]],
        ['cpu.max', {}, [t], [NaN]],
      ],
    ],
    ['an InfluxDB statement that found nothing', { results: [{ statement_id: 0 }] }, []],
    [
      'a Prometheus matrix',
      { status: 'success', data: { resultType: 'matrix', result: [{ metric: { __name__: 'up', job: 'a' }, values: [[t / 1000, '1'], [t / 1000 + 0.5, '2']] }] } }, // prettier-ignore
      [['up', { job: 'a' }, [t, t + 500], [1, 2]]],
    ],
    [
      'a Prometheus vector',
      { data: { resultType: 'vector', result: [{ metric: {}, value: [t / 1000, '1.5'] }] } },
      [['value', {}, [t], [1.5]]],
    ],
    ['data_points', [{ target: 'a', ref_id: 'A', data_points: [[1, t]] }], [['a', {}, [t], [1]]]],
    ['Data-Points', [{ Target: 'a', 'Data-Points': [[1, t]] }], [['a', {}, [t], [1]]]],
    ['data with values first', [{ target: 'a', data: [[1, t]] }], [['a', {}, [t], [1]]]],
    ['data with times first', [{ name: 'a', data: [[t, 1]] }], [['a', {}, [t], [1]]]],
    ['values with texts as times', [{ target: 'a', values: [[1, iso], [null, iso]] }], [['a', {}, [t, t], [1, NaN]]]], // prettier-ignore
    ['a single one', { target: 'a', data: [[1, t]] }, [['a', {}, [t], [1]]]],
    ['an array each', [{ name: 'a', x: [t], y: [1] }], [['a', {}, [t], [1]]]],
  ])('%s', (_, answer, expected) => {
    expect(summary(answer)).toEqual(expected);
    expect(decodeJson(answer).problems).toEqual([]);
  });

  it('an InfluxDB error is one', () => {
    const answer = { results: [{ statement_id: 0, error: 'database not found' }] };
    expect(() => decodeJson(answer)).toThrow(new DecodeError('database not found', undefined, 'stated'));
  });
});

describe('tables of other tools', () => {
  const rows = [{ time: iso, load: 1 }];
  const table = [
    ['time', t],
    ['load', 1],
  ];

  it.each<[string, unknown, unknown]>([
    ['pandas, orient="split"', { columns: ['time', 'load'], index: [0], data: [[iso, 1]] }, table],
    ['pandas, orient="split", with times as index', { columns: ['load'], index: [t], data: [[1]] }, table],
    ['pandas, orient="split", with names as index', { columns: ['load'], index: ['a'], data: [[1]] }, [['index', 'a'], ['load', 1]]], // prettier-ignore
    ['pandas, a series with orient="split"', { name: 'load', index: [iso], data: [1] }, table],
    [
      'pandas, orient="table"',
      {
        schema: {
          fields: [
            { name: 'index', type: 'integer' },
            { name: 'time', type: 'datetime' },
            { name: 'load', type: 'number' },
          ],
          primaryKey: ['index'],
        },
        data: [{ index: 0, time: iso, load: 1 }],
      },
      table,
    ],
    ['rows of a database driver', { rowCount: 1, fields: [{ name: 'time' }, { name: 'load' }], rows }, table],
    ['rows beside the names of their cells', { preview: false, fields: ['time', 'load'], rows: [[iso, '1']] }, table],
    ['data beside the names of its cells', [{ fields: ['time', 'load'], data: [[iso, 1]] }], table],
    ['objects beside the names of their values', { fields: ['time', 'load'], rows }, table],
    ['rows that are objects', [{ type: 'table', columns: [{ text: 'time' }, { text: 'load' }], rows }], table],
    [
      'rows that are objects and lack a column',
      [{ type: 'table', columns: [{ text: 'time' }, { text: 'x', field: 'load' }, { text: 'host' }], rows }],
      [
        ['time', t],
        ['x', 1],
        ['host', null],
      ],
    ],
    ['an envelope', { result: [{ type: 'table', columns: ['time', 'load'], rows: [[iso, 1]] }] }, table],
    ['an envelope of one', { items: rows }, table],
  ])('%s', (_, answer, expected) => {
    expect(summary(answer)).toEqual([expected]);
    expect(decodeJson(answer).problems).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      'a frame without values',
      { schema: { fields: [{ name: 'a' }] }, rows: [[1]] },
      'result[0].data.values: expected an array of columns',
    ],
    ['a frame of names alone', { fields: ['time', 'load'] }, 'result[0].fields[0]: expected an object with "name" and "values", got "time"'], // prettier-ignore
    [
      'fields beside what are no rows',
      { fields: ['time', 'load'], values: [1, 2] },
      'expected an array of cells, got 1',
    ],
    ['an envelope with a word', { result: 'fine' }, 'expected an array of series, tables or frames'],
  ])('%s is refused by name, not read as empty', (_, answer, words) => {
    expect(() => decodeJson(answer)).toThrow(words);
  });
});

describe('documents that only look similar', () => {
  it.each<[string, unknown]>([
    ['a column called series', [{ series: 'cpu', value: 1 }]],
    ['a column called metric', [{ metric: 'cpu', value: 1 }]],
    ['a column called index', [{ index: 5, data: 'x' }]],
    ['a column called data', [{ name: 'a', data: 7 }]],
  ])('%s', (_, answer) => {
    expect(decodeJson(answer).results).toMatchObject([{ kind: 'table' }]);
  });
});
