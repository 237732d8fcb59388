import { describe, expect, it } from '@jest/globals';
import { toPlainResult } from '../../../testing/support/plain-answer.ts';
import { decodeQueryAnswer } from '../decode-query-answer.ts';

function decode(body: string): { results: unknown; problems: readonly string[] } {
  const { results, problems } = decodeQueryAnswer(Buffer.from(body));
  return { results: results.map(toPlainResult), problems };
}

const documents = '[{"host":"x","load":1.5},{"host":"y","up":true,"constructor":5}]';
const table = {
  kind: 'table',
  fields: [
    { name: 'host', type: 'string', values: ['x', 'y'] },
    { name: 'load', type: 'float64', values: [1.5, null] },
    { name: 'up', type: 'boolean', values: [null, true] },
    { name: 'constructor', type: 'float64', values: [null, 5] },
  ],
};

describe('an array of plain objects', () => {
  it('is one table when it is the answer', () => {
    expect(decode(documents)).toEqual({ results: [{ ...table, position: 0 }], problems: [] });
  });

  it('is one table in an envelope', () => {
    expect(decode(`{"data":${documents}}`)).toEqual({ results: [{ ...table, position: 0 }], problems: [] });
  });

  it('is one table among other results', () => {
    expect(decode(`[{"target":"a","datapoints":[]},${documents}]`)).toMatchObject({
      results: [
        { kind: 'series', target: 'a' },
        { ...table, position: 1 },
      ],
      problems: [],
    });
  });

  it.each(['[{"name":"x","type":"y"}]', '[{"target":"x","value":1}]', '[{"name":"x","points":5}]', '[{"label":"x"}]'])(
    'may have keys that series have: %s',
    (body) => {
      const { fields } = (decode(body).results as { fields: unknown[] }[])[0] ?? { fields: [] };
      expect(fields[0]).toMatchObject({ type: 'string', values: ['x'] });
    },
  );

  it('is an empty table when it is empty', () => {
    expect(decode('[[]]')).toEqual({ results: [{ kind: 'table', position: 0, fields: [] }], problems: [] });
  });

  it('leaves out and names what is no object', () => {
    expect(decode('[[{"a":1},7,{"a":"x"},{"a":2}]]')).toEqual({
      results: [{ kind: 'table', position: 0, fields: [{ name: 'a', type: 'string', values: ['1', 'x', '2'] }] }],
      problems: ['result[0][1]: expected an object, got 7'],
    });
  });

  it('names objects that are no results beside some that are', () => {
    expect(decode('[{"target":"a","datapoints":[]},{"a":1}]').problems).toEqual([
      'result[1]: expected a series ("datapoints"), a table ("columns", "rows") or a frame ("fields"), got an object with "a"',
    ]);
  });

  it('is refused when every object has keys of its own and they are very many', () => {
    const objects = Array.from({ length: 2_000 }, (_, i) => `{"k${i}":1}`);
    expect(() => decode(`[${objects.join(',')}]`)).toThrow('expected objects with common keys');
  });
});
