import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toPlainResult } from '../../../testing/support/plain-answer.ts';
import { decodeQueryAnswer } from '../decode-query-answer.ts';

const t = 1714543200000;

function decode(element: string): { result: unknown; problems: readonly string[] } {
  const { results, problems } = decodeQueryAnswer(Buffer.from(`[${element}]`));
  expect(results).toHaveLength(1);
  return { result: results.map(toPlainResult)[0], problems };
}

function fields(element: string): { fields: unknown; problems: readonly string[] } {
  const { result, problems } = decode(element);
  return { fields: (result as { fields: unknown }).fields, problems };
}

describe('a table', () => {
  it.each([
    ['rows', '{"type":"table","columns":[{"text":"n","type":"number"}],"rows":[[3.7]]}'],
    ['values', '{"type":"table","columns":[{"text":"n","type":"number"}],"values":[[3.7]]}'],
    ['rows and values', '{"type":"table","columns":[{"text":"n","type":"number"}],"rows":[[3.7]],"values":[]}'],
    ['no type', '{"columns":[{"text":"n","type":"number"}],"rows":[[3.7]]}'],
    ['a name for text', '{"columns":[{"name":"n","type":"number"}],"rows":[[3.7]]}'],
    ['columns that are names', '{"columns":["n"],"rows":[[3.7]]}'],
  ])('with %s', (_name, element) => {
    expect(fields(element)).toEqual({ fields: [{ name: 'n', type: 'float64', values: [3.7] }], problems: [] });
  });

  it('says which columns were declared as times and are none', () => {
    const columns =
      '[{"text":"a","type":"string"},{"text":"b","type":"time"},{"text":"c","type":"time"},{"text":"d","type":"time"}]';
    const table = `{"type":"table","columns":${columns},"rows":[["x","today",${t},null]]}`;
    const [a, b, c, d] = [['a', 'string', '["x"]'], ['b', 'time', '["today"]'], ['c', 'time', `[${t}]`], ['d', 'time', '[null]']]
      .map(([name = '', type = '', values = '']) => `{"name":"${name}","type":"${type}","values":${values}}`); // prettier-ignore
    const frame = `{"fields":[${[a, b, c, d].join()}]}`;
    for (const element of [table, frame]) expect(decode(element).result).toMatchObject({ unreadTimes: [1] });
  });

  it('has target, refId and meta', () => {
    const { result } = decode('{"type":"table","name":"n","refId":"B","meta":{"type":"table"},"columns":[],"rows":[]}');
    expect(result).toEqual({
      kind: 'table',
      position: 0,
      target: 'n',
      refId: 'B',
      meta: { type: 'table' },
      fields: [],
    });
  });

  it.each([
    [
      '{"type":"table","columns":[{"text":"n","type":"number"}],"rows":[]}',
      [{ name: 'n', type: 'float64', values: [] }],
    ],
    [
      '{"type":"table","columns":[{"text":"n","type":"number"}],"rows":null}',
      [{ name: 'n', type: 'float64', values: [] }],
    ],
    ['{"type":"table","columns":[],"rows":[]}', []],
    ['{"type":"table","columns":null,"rows":null}', []],
    ['{"type":"table","rows":[{"a":1},{"a":2}]}', [{ name: 'a', type: 'float64', values: [1, 2] }]],
    [
      '{"type":"table","columns":[{"type":"string"},7,null],"rows":[["a",1,2]]}',
      [
        { name: 'Column 1', type: 'string', values: ['a'] },
        { name: '7', type: 'float64', values: [1] },
        { name: 'Column 3', type: 'float64', values: [2] },
      ],
    ],
  ])('%s', (element, expected) => {
    expect(fields(element)).toEqual({ fields: expected, problems: [] });
  });

  it('keeps the order of its rows, whatever their times', () => {
    const element = `{"type":"table","columns":[{"text":"Time","type":"time"}],"rows":[[${t + 1}],[null],[${t}]]}`;
    expect(fields(element)).toEqual({
      fields: [{ name: 'Time', type: 'time', values: [t + 1, null, t] }],
      problems: [],
    });
  });

  it('takes labels and field config from its columns, and nothing else', () => {
    const column =
      '{"text":"n","type":"number","unit":"ms","decimals":"2","filterable":true,"sort":true,"labels":{"a":"b"},"min":"low"}';
    expect(fields(`{"type":"table","columns":[${column}],"rows":[[1]]}`)).toEqual({
      fields: [
        {
          name: 'n',
          type: 'float64',
          labels: { a: 'b' },
          config: { unit: 'ms', decimals: 2, filterable: true },
          values: [1],
        },
      ],
      problems: ['result[0].columns[0].min: expected a number, got "low"'],
    });
  });

  it('names malformed rows and cells by their place in the answer', () => {
    const columns = '[{"text":"n","type":"number"},{"text":"s","type":"string"}]';
    expect(fields(`{"type":"table","columns":${columns},"rows":[[1,"a"],7,["x","b"],[2],[3,"c","more"]]}`)).toEqual({
      fields: [
        { name: 'n', type: 'float64', values: [1, null, 2, 3] },
        { name: 's', type: 'string', values: ['a', 'b', null, 'c'] },
      ],
      problems: [
        'result[0].rows[1]: expected an array of cells, got 7',
        'result[0].rows[3]: expected one cell for each of the columns (2), got [2]',
        'result[0].rows[2][0]: expected a number, got "x"',
      ],
    });
  });

  it('reads a column whose type is wrong as text and says so', () => {
    expect(fields('{"type":"table","columns":[{"text":"s","type":"number"}],"values":[["up"],["down"]]}')).toEqual({
      fields: [{ name: 's', type: 'string', values: ['up', 'down'] }],
      problems: ['result[0].columns[0]: expected a number, as its type says, got "up"'],
    });
  });

  it('is refused when its rows lack nearly all of very many cells', () => {
    const columns = `[${'7,'.repeat(5_000)}7]`;
    const rows = `[${'[],'.repeat(5_000)}[]]`;
    expect(() => decode(`{"columns":${columns},"rows":${rows}}`)).toThrow(
      'result[0].rows: expected rows as long as there are columns',
    );
  });
});

it('a generated table is what was generated', () => {
  const row = fc.record({
    time: fc.option(fc.integer({ min: 2e11, max: 4e12 })),
    number: fc.option(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((double) => double + 0),
    ),
    text: fc.option(fc.string()),
    boolean: fc.option(fc.boolean()),
  });
  const columns = ['time', 'number', 'string', 'boolean'].map((type) => ({ text: type, type }));
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const cells = rows.map(({ time, number, text, boolean }) => [time, number, text, boolean]);
      const decoded = fields(JSON.stringify({ type: 'table', columns, rows: cells }));
      expect(decoded).toEqual({
        fields: ['time', 'float64', 'string', 'boolean'].map((type, i) => ({
          name: columns[i]?.text,
          type,
          values: cells.map((cell) => cell[i]),
        })),
        problems: [],
      });
    }),
  );
});
