import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isNull, type Field } from '../sdk/dataframe/field.ts';
import { decodeQueryAnswer } from './decode-query-answer.ts';
import { DecodeError, type DecodedSeries, type DecodedTable } from './answer/decoded-answer.ts';

describe('what is an answer', () => {
  it.each(['', ' \r\n', 'null', '[]', '{}', '{"results":[]}', '{"data":null}', '{"series":{}}', '[null]', '\ufeff[]'])(
    '%j holds no results',
    (body) => {
      expect(decode(body)).toEqual({ results: [], problems: [] });
    },
  );

  it.each([
    ['"text"', 'expected an array of series, tables or frames, got "text"'],
    ['7', 'expected an array of series, tables or frames, got 7'],
    ['true', 'expected an array of series, tables or frames, got true'],
    ['{"error":"boom"}', 'boom'],
    ['{"ret":-1,"errMsg":"db is down"}', 'got an object with "ret", "errMsg": "db is down"'],
    ['{"results":"none"}', 'expected an array of series, tables or frames, got "none"'],
    ['not json', 'expected JSON, got "not json"'],
    ['[{"target":"a"', 'the answer is not whole JSON: '],
    [
      '[1,"x"]',
      'result[0]: expected a series ("datapoints"), a table ("columns", "rows") or a frame ("fields"), got 1; result[1]',
    ],
    ['[{"type":"table","columns":[]}]', 'result[0].rows: expected an array of rows, got nothing'],
    ['[{"type":"table","rows":[[1]]}]', 'result[0].columns: expected an array of columns, got nothing'],
    ['[{"target":"a"}]', 'result[0].datapoints: expected an array of [value, time], got nothing'],
    ['[{"target":"a","datapoints":{}}]', 'result[0].datapoints: expected an array of [value, time], got {}'],
    ['[["a",1]]', 'result[0][0]: expected an object, got "a"; result[0][1]: expected an object, got 1'],
    ['[{"target":"a","datapoints":[["x"]]}]', 'result[0].datapoints[0]: expected [value, time], got ["x"]'],
    ['[{"target":"a","datapoints":[1,2]}]', 'result[0].datapoints[0]: expected [value, time], got 1'],
    [
      '[{"target":"a","datapoints":[[1,"today"]]}]',
      'result[0].datapoints[0]: expected a time in [value, time], got "today"',
    ],
    ['[{"target":"a","datapoints":[[{},1714543200000]]}]', 'expected a number as value in [value, time], got {}'],
    [
      '[{"target":"a","datapoints":[]},{"target":"b","datapoints":[[1,null]]}]',
      'result[1].datapoints[0]: expected a time',
    ],
    ['[{"type":"table","columns":[{"text":"v"}],"rows":[1]}]', 'result[0].rows[0]: expected an array of cells, got 1'],
    [
      '[{"type":"table","columns":[],"rows":[[1]]}]',
      'result[0].rows[0]: expected one cell for each of the columns (0)',
    ],
  ])('%s is none', (body, message) => {
    expect(() => decode(body)).toThrow(DecodeError);
    expect(() => decode(body)).toThrow(message);
  });

  it.each([
    ['points that are null', '[{"target":"a","datapoints":[null]}]'],
    ['no points, and tags that are none', '[{"target":"a","datapoints":[],"tags":"x"}]'],
    ['a point that can be read beside one that cannot', '[{"target":"a","datapoints":[["x"]]},{"target":"b","datapoints":[[null,1714543200000]]}]'],
    ['no rows', '[{"type":"table","columns":[{"text":"v"}],"rows":[]}]'],
  ])('%s are one', (_, body) => {
    expect(decode(body).results).not.toEqual([]);
  }); // prettier-ignore

  it.each([
    ['an array', (result: string) => `[${result}]`],
    ['an object', (result: string) => result],
    ['results', (result: string) => `{"status":"ok","results":[${result}]}`],
    ['data', (result: string) => `{"data":[${result}]}`],
    ['series', (result: string) => `{"series":[${result}]}`],
    ['one under another', (result: string) => `{"data":{"results":[${result}]}}`],
    ['an envelope of one', (result: string) => `{"data":${result}}`],
  ])('finds results in %s', (_name, wrap) => {
    const { results } = decode(wrap('{"target":"a","datapoints":[[1,1714543200000]]}'));
    expect(results).toMatchObject([{ kind: 'series', target: 'a', position: 0 }]);
  });

  it('survives nesting without end', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const message = 'expected arrays and objects at most 512 levels deep inside each other, got more';
    for (const text of [deep, `[{"a":${deep}}]`, deep.replace('[]', '[12345678901234567890]'), '['.repeat(200_000)]) {
      expect(() => decode(text)).toThrow(new DecodeError(message));
    }
    const allowed = '['.repeat(510) + ']'.repeat(510);
    expect(decode(`[{"a":${allowed}}]`).results).toHaveLength(1);
    expect(decode(`[{"a":${allowed},"b":12345678901234567890}]`).results).toHaveLength(1);
  });

  it('names the first twenty problems and counts the rest', () => {
    const { problems } = decode(`[{"target":"a","datapoints":[[1,1714543200000]${',"x"'.repeat(50)}]}]`);
    expect(problems).toHaveLength(21);
    expect(problems[0]).toBe('result[0].datapoints[1]: expected [value, time], got "x"');
    expect(problems[20]).toBe('and 30 more');
  });

  it('keeps the places of results when one between them is left out', () => {
    const { results, problems } = decode('[{"target":"a","datapoints":[]},7,null,{"target":"b","datapoints":[]}]');
    expect(results.map(({ target, position }) => [target, position])).toEqual([
      ['a', 0],
      ['b', 3],
    ]);
    expect(problems).toHaveLength(1);
  });
});

describe('any answer at all', () => {
  it('is decoded or refused, never a crash', () => {
    fc.assert(
      fc.property(anyAnswer(), (answer) => {
        try {
          for (const result of decode(JSON.stringify(answer)).results) expectWhole(result);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('of any bytes is decoded or refused, never a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        try {
          decodeQueryAnswer(body);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
    );
  });
});

describe('a generated list of series', () => {
  it('is what was generated', () => {
    fc.assert(
      fc.property(fc.array(series()), (list) => {
        const { results, problems } = decode(JSON.stringify(list));
        expect(problems).toEqual([]);
        expect(results.map(toSource)).toEqual(list.map(inOrder));
      }),
      { numRuns: 500 },
    );
  });

  it('of long integers is what was generated, digit by digit', () => {
    const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.array(fc.option(long)), (values) => {
        const points = values.map((value, i) => `[${String(value)},${1714543200000 + i}]`);
        const [result] = decode(`[{"target":"a","datapoints":[${points.join(',')}]}]`).results;
        expect(result?.kind).toBe('series');
        const { value } = result as DecodedSeries;
        const decoded = values.map((_, i) => (isNull(value, i) ? null : BigInt(value.values[i] ?? NaN)));
        expect(decoded).toEqual(values);
      }),
      { numRuns: 500 },
    );
  });
});

type Point = [value: number | null, time: number];

interface Source {
  readonly target: string;
  readonly tags: Record<string, string>;
  readonly datapoints: Point[];
}

function series(): fc.Arbitrary<Source> {
  const value = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => double + 0));
  const time = fc.integer({ min: 2e11, max: 4e12 });
  return fc.record({
    target: fc.string({ minLength: 1 }),
    tags: fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      fc.string(),
      { noNullPrototype: true },
    ),
    datapoints: fc.array(fc.tuple(value, time)),
  });
}

function toSource(result: DecodedSeries | DecodedTable): unknown {
  if (result.kind !== 'series') return result;
  const { target, labels, time, value } = result;
  const datapoints = Array.from(time.values, (at, i) => [isNull(value, i) ? null : Number(value.values[i]), at]);
  return { target, tags: labels, datapoints };
}

function inOrder({ target, tags, datapoints }: Source): unknown {
  return { target, tags, datapoints: [...datapoints].sort(([, a], [, b]) => a - b) };
}

/** JSON that often has the keys and the shapes the decoder looks at. */
function anyAnswer(): fc.Arbitrary<unknown> {
  const key = fc.constantFrom(
    ...['target', 'datapoints', 'points', 'columns', 'rows', 'values', 'type', 'text', 'name', 'fields', 'schema'],
    ...[
      'data',
      'results',
      'series',
      'label',
      'tags',
      'meta',
      'refId',
      'config',
      'entities',
      'nanos',
      'notices',
      'unit',
    ],
    ...['decimals', 'mappings', 'thresholds', 'links', 'typeVersion', 'stats', '__proto__', 'constructor', 'x'],
  );
  const word = fc.constantFrom('table', 'docs', 'time', 'number', 'boolean', 'enum', '2024-05-01', 'NaN', '12', '');
  const scalar = fc.oneof(fc.constantFrom(null, 0, 1, 1714543200000), word, fc.double(), fc.boolean(), fc.string());
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      scalar,
      fc.array(tie('tree'), { maxLength: 5 }),
      fc.array(fc.tuple(key, tie('tree')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  return tree;
}

function expectWhole(result: DecodedSeries | DecodedTable): void {
  const fields: readonly Field[] = result.kind === 'series' ? [result.time, result.value] : result.fields;
  const length = fields[0]?.values.length ?? 0;
  for (const field of fields) {
    expect(field.values).toHaveLength(length);
    if (field.type === 'time')
      expect(field.values.every((time) => Number.isNaN(time) || Math.abs(time) < 1e13)).toBe(true);
  }
  JSON.stringify([result.meta, fields.map(({ labels, config }) => [labels, config])]);
}

function decode(body: string): ReturnType<typeof decodeQueryAnswer> {
  return decodeQueryAnswer(new TextEncoder().encode(body));
}
