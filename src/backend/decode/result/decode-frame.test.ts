import { describe, expect, it } from '@jest/globals';
import { toPlainResult } from '../../../testing/support/plain-answer.ts';
import { decodeQueryAnswer } from '../decode-query-answer.ts';

const t = 1714543200000;

function decode(element: unknown): { result: unknown; problems: readonly string[] } {
  const { results, problems } = decodeQueryAnswer(Buffer.from(JSON.stringify([element])));
  expect(results).toHaveLength(1);
  return { result: results.map(toPlainResult)[0], problems };
}

function wireField(type: string, values: unknown, { config = {}, ...data }: Record<string, unknown> = {}): unknown {
  const parts = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, [value]]));
  return { schema: { fields: [{ name: 'f', type, config }] }, data: { values: [values], ...parts } };
}

describe('a frame as pages hold it', () => {
  it('has name, refId, meta, and fields with labels and config', () => {
    expect(
      decode({
        name: 'cpu',
        refId: 'A',
        meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
        fields: [
          { name: 'time', type: 'time', values: [t, t + 1] },
          { name: 'v', type: 'number', labels: { host: 'x' }, config: { unit: 'percent', x: 1 }, values: [1.5, null] },
        ],
      }),
    ).toEqual({
      result: {
        kind: 'table',
        position: 0,
        target: 'cpu',
        refId: 'A',
        meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
        fields: [
          { name: 'time', type: 'time', values: [t, t + 1] },
          { name: 'v', type: 'float64', labels: { host: 'x' }, config: { unit: 'percent' }, values: [1.5, null] },
        ],
      },
      problems: [],
    });
  });

  it.each([
    [
      { name: 'f', values: ['a'] },
      { name: 'f', type: 'string', values: ['a'] },
    ],
    [{ values: [1] }, { name: 'Field 1', type: 'float64', values: [1] }],
    [
      { name: '', values: [1] },
      { name: '', type: 'float64', values: [1] },
    ],
    [
      { name: 'f', type: 'number' },
      { name: 'f', type: 'float64', values: [] },
    ],
    [
      { name: 'f', type: 'number', values: null },
      { name: 'f', type: 'float64', values: [] },
    ],
    [
      { name: 'f', type: 'other', values: [{ a: 1 }] },
      { name: 'f', type: 'json', values: ['{"a":1}'] },
    ],
    [
      { name: 'f', type: 'time', values: ['2024-05-01T06:00:00Z'] },
      { name: 'f', type: 'time', values: [t] },
    ],
    [
      { name: 'f', type: 'time', values: [t], nanos: [500_000] },
      { name: 'f', type: 'time', values: [t + 0.5] },
    ],
    [
      { name: 'f', type: 'number', values: [null, 1], entities: { NegInf: [0] } },
      { name: 'f', type: 'float64', values: ['-Infinity', 1] },
    ],
    [
      { name: 'f', type: 'enum', values: [1, 0, null, 5], config: { type: { enum: { text: ['off', 'on'] } } } },
      { name: 'f', type: 'string', values: ['on', 'off', null, '5'] },
    ],
    [
      { name: 'f', type: 'enum', values: [1, 0] },
      { name: 'f', type: 'float64', values: [1, 0] },
    ],
  ])('%j', (field, expected) => {
    expect(decode({ fields: [field] })).toEqual({
      result: { kind: 'table', position: 0, fields: [expected] },
      problems: [],
    });
  });

  it('fills up short columns and says so', () => {
    const fields = [
      { name: 'a', values: [1, 2] },
      { name: 'b', values: ['x'] },
      { name: 'c', values: 'none' },
    ];
    expect(decode({ fields })).toEqual({
      result: {
        kind: 'table',
        position: 0,
        fields: [
          { name: 'a', type: 'float64', values: [1, 2] },
          { name: 'b', type: 'string', values: ['x', null] },
          { name: 'c', type: 'float64', values: [null, null] },
        ],
      },
      problems: [
        'result[0].fields[2].values: expected an array, got "none"',
        'result[0].fields[1].values: expected 2 values, got 1',
        'result[0].fields[2].values: expected 2 values, got 0',
      ],
    });
  });

  it('names what is malformed', () => {
    const field = { name: 'a', type: 'number', values: [1, 'x'], labels: 7, config: { decimals: -1 } };
    expect(decode({ fields: [field] }).problems).toEqual([
      'result[0].fields[0].labels: expected an object of labels, got 7',
      'result[0].fields[0].config.decimals: expected an integer from 0 to 65535, got -1',
      'result[0].fields[0].values[1]: expected a number, got "x"',
    ]);
  });

  it('is refused when its columns are very many and very uneven', () => {
    const fields = [{ values: Array(5_000).fill(1) }, ...Array<unknown>(5_000).fill({})];
    expect(() => decode({ fields })).toThrow('result[0]: expected columns of one length');
  });
});

describe('a frame as the server writes it', () => {
  it.each([
    [wireField('number', [1, 2]), { type: 'float64', values: [1, 2] }],
    [
      wireField('number', [1, null, null, null], { entities: { NaN: [1], Inf: [2], NegInf: [3] } }),
      { type: 'float64', values: [1, 'NaN', 'Infinity', '-Infinity'] },
    ],
    [wireField('number', [1, null], { entities: null }), { type: 'float64', values: [1, null] }],
    [wireField('time', [t, t], { nanos: [0, 1000] }), { type: 'time', values: [t, t + 0.001] }],
    [wireField('boolean', [true, null]), { type: 'boolean', values: [true, null] }],
    [wireField('string', ['1', null]), { type: 'string', values: ['1', null] }],
    [wireField('enum', [0], { config: { type: { enum: { text: ['off'] } } } }), { type: 'string', values: ['off'] }],
    [{ schema: { fields: [{ name: 'f', type: 'number' }] } }, { type: 'float64', values: [] }],
    [
      { schema: { fields: [{ name: 'f', type: 'time' }] }, data: { values: [] } },
      { type: 'time', values: [] },
    ],
  ])('%j', (element, expected) => {
    const { result, problems } = decode(element);
    expect(result).toEqual({ kind: 'table', position: 0, fields: [{ name: 'f', ...expected }] });
    expect(problems).toEqual([]);
  });

  it('has name, refId and meta in its schema', () => {
    const schema = { name: 'n', refId: 'B', meta: { executedQueryString: 'q' }, fields: [] };
    expect(decode({ schema, data: { values: [] } }).result).toEqual({
      kind: 'table',
      position: 0,
      target: 'n',
      refId: 'B',
      meta: { executedQueryString: 'q' },
      fields: [],
    });
  });

  it('names cells by where they are', () => {
    const element = { schema: { fields: [{ name: 'f', type: 'number' }] }, data: { values: [[1, 'x']] } };
    expect(decode(element).problems).toEqual(['result[0].data.values[0][1]: expected a number, got "x"']);
  });
});
