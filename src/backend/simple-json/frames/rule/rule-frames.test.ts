import { describe, expect, it } from '@jest/globals';
import { aQuery, aSeries, aTable, validityOf } from '../../../../testing/support/builders.ts';
import { isNull, type Field } from '../../../sdk/dataframe/field.ts';
import type { DecodedResult } from '../../../decode/answer/decoded-answer.ts';
import { currentFrameReading } from '../../call/frame-reading.ts';
import { runAtOnce } from '../../../sdk/turns/steps.ts';
import { ruleFrames, type RuleFrames } from './rule-frames.ts';

const untyped = { byType: false, knowsFieldless: true };

function framesOf(results: readonly DecodedResult[], reading = currentFrameReading): RuleFrames {
  return runAtOnce(ruleFrames(aQuery(), results, { reading }));
}

const texts = (name: string, ...values: (string | null)[]): Field => ({ type: 'string', name, values });

const times = (...values: (number | null)[]): Field => ({
  type: 'time',
  name: 'Time',
  values: Float64Array.from(values, (value) => value ?? NaN),
  ...validityOf(values),
});

const numbers = (name: string, ...values: (number | null)[]): Field => ({
  type: 'float64',
  name,
  values: Float64Array.from(values, (value) => value ?? NaN),
  ...validityOf(values),
});

/** A frame's rows, its column names first. */
function rowsOf({ frames }: RuleFrames): unknown[][] {
  const fields = frames[0]?.fields ?? [];
  const rows = Array.from({ length: fields[0]?.values.length ?? 0 }, (_, row) =>
    fields.map((field) => (isNull(field, row) ? null : field.values[row])),
  );
  return [fields.map(({ name }) => name), ...rows];
}

describe('ruleFrames', () => {
  it('gives an empty series beside a full one a null at the end of the range', () => {
    const { frames } = framesOf([aSeries({ target: 'a', points: [[1, 10]] }), aSeries({ target: 'b' })]);
    const [time, value] = frames[1]?.fields ?? [];
    expect(time?.values).toEqual(Float64Array.of(aQuery().timeRange.toEpochMs));
    expect(value).toMatchObject({ labels: { target: 'b' }, validity: { nullCount: 1 } });
  });

  it.each([
    ['no results', []],
    ['empty series', [aSeries(), aSeries()]],
    ['nothing but nulls', [aSeries({ points: [[null, 1]] })]],
    ['a table without rows', [aTable({ fields: [texts('Name'), texts('State')] })]],
    ['a table without columns', [aTable()]],
    ['nulls in a table with times', [aTable({ fields: [times(1), numbers('v', null)] })]],
    ['a table in which no row has a time', [aTable({ fields: [times(null), numbers('v', 1)] })]],
    ['a table without times whose rows are blank', [aTable({ fields: [texts('host', null), numbers('v', null)] })]],
  ])('has no frames for %s', (_what, results) => {
    expect(framesOf(results).frames).toEqual([]);
  });

  it('puts all number columns of a table without times into one', () => {
    const table = aTable({ fields: [texts('host', 'x', null), numbers('cpus', 8, 4), numbers('disk', 42, null)] });
    expect(framesOf([table]).frames[0]?.meta).toEqual({ type: 'numeric-long', typeVersion: [0, 1] });
    expect(rowsOf(framesOf([table]))).toEqual([
      ['target', 'host', 'Value'],
      ['cpus', 'x', 8],
      ['disk', 'x', 42],
      ['cpus', null, 4],
      ['disk', null, null],
    ]);
    expect(rowsOf(framesOf([table], untyped))).toHaveLength(4);
  });

  it('takes no text for a label that was declared as a time', () => {
    const fields = [texts('Time', '26.11.2026 13:13'), texts('host', 'x'), numbers('v', 1)];
    const unread = aTable({ target: 't', fields, unreadTimes: [0] });
    expect(() => framesOf([unread])).toThrow(
      'the answer to query A has a column "Time" of times that cannot be read, such as "26.11.2026 13:13"',
    );
    expect(framesOf([unread, aSeries({ target: 'a', points: [[1, 10]] })])).toMatchObject({
      frames: [{ name: 'a' }],
      notices: [
        'the table "t" has a column "Time" of times that cannot be read, such as "26.11.2026 13:13", and was left out',
      ],
    });
    const read = aTable({ fields: [...fields, { ...times(10), name: 'at' }], unreadTimes: [0] });
    expect(framesOf([read]).frames.map((frame) => frame.fields[1]?.labels)).toEqual([{ host: 'x' }]);
  });

  it('leaves out blank rows of a table without times, and counts them all the same', () => {
    const table = (...hosts: (string | null)[]) =>
      framesOf([aTable({ fields: [texts('host', ...hosts), numbers('v', 1, null, 3)] })]);
    expect(rowsOf(table('x', null, 'y'))).toEqual([['host', 'v'], ['x', 1], ['y', 3]]); // prettier-ignore
    expect(() => table('x', null, 'x')).toThrow('row 1 (v: 1) and row 3 (v: 3)');
  });

  it('tells number columns apart by their own labels where these differ', () => {
    const [first, second] = [numbers('v', 1), numbers('v', 2)];
    const labelled = [
      { ...first, labels: { host: 'x' } },
      { ...second, labels: { host: 'y' } },
    ] as Field[];
    expect(rowsOf(framesOf([aTable({ fields: labelled })]))).toEqual([['host', 'v'], ['x', 1], ['y', 2]]); // prettier-ignore
    const { frames } = framesOf([aTable({ fields: [times(10), ...labelled] })]);
    expect(frames.map(({ fields }) => fields[1]?.labels)).toEqual([{ host: 'x' }, { host: 'y' }]);
  });

  it('takes texts and booleans for numbers only where no column is one', () => {
    const table = (...fields: Field[]) => framesOf([aTable({ fields })]);
    const up: Field = { type: 'boolean', name: 'up', values: Uint8Array.of(1, 0) };
    expect(rowsOf(table(texts('id', '1', '2'), numbers('v', 5, 6)))).toEqual([['id', 'v'], ['1', 5], ['2', 6]]); // prettier-ignore
    expect(rowsOf(table(texts('id', 'a', 'b'), texts('v', '5', ' 6.5 '), up))).toEqual([
      ['id', 'up', 'v'],
      ['a', 'true', 5],
      ['b', 'false', 6.5],
    ]);
    expect(rowsOf(table(texts('id', 'a', 'b'), up))).toEqual([['id', 'up'], ['a', 1], ['b', 0]]); // prettier-ignore
    expect(() => table(texts('id', 'a', 'b'), texts('v', '5', 'six'))).toThrow('holds no number');
  });

  it('refuses rows that nothing tells apart, unless they say the same', () => {
    const table = (...values: (number | null)[]) =>
      framesOf([aTable({ fields: [texts('host', 'x', 'x', 'x'), numbers('load', ...values)] })]);
    expect(table(1, 1, 1)).toMatchObject({ frames: [{}], notices: [expect.stringMatching(/^2 rows say the same/)] });
    expect(rowsOf(table(null, null, null))).toEqual([['host', 'load'], ['x', null]]); // prettier-ignore
    expect(() => table(1, 1, 2)).toThrow('row 1 (load: 1) and row 3 (load: 2), both of host=x');
    expect(() => table(1, null, 1)).toThrow('row 1 (load: 1) and row 2 (load: null)');
  });

  it.each([
    ['before', (table: DecodedResult, series: DecodedResult) => [table, series]],
    ['after', (table: DecodedResult, series: DecodedResult) => [series, table]],
  ])('evaluates series with a table %s them, and names that', (_where, arrange) => {
    const series = aSeries({ target: 'a', points: [[1, 10]] });
    const states = aTable({ target: 'states', fields: [texts('Name', 'x')] });
    const inventory = aTable({ target: 'inventory', fields: [numbers('v', 1)] });
    expect(framesOf(arrange(states, series))).toMatchObject({
      frames: [{ name: 'a' }],
      notices: [expect.stringContaining('the table "states" holds no number')],
    });
    expect(framesOf(arrange(inventory, series))).toMatchObject({
      frames: [{ name: 'a' }],
      notices: [expect.stringContaining('the table "inventory" has no times')],
    });
  });

  it('evaluates a table of numbers beside series without data', () => {
    const results = [aSeries({ target: 'a' }), aTable({ fields: [texts('host', 'x'), numbers('v', 1)] })];
    expect(rowsOf(framesOf(results))).toEqual([['host', 'v'], ['x', 1]]); // prettier-ignore
  });

  it('names at most twenty columns that hold no number', () => {
    const fields = Array.from({ length: 25 }, (_, i) => texts(`c${i}`, 'x'));
    expect(() => framesOf([aTable({ fields })])).toThrow(/\(columns: c0, .*, c19 and 5 more\)$/);
  });

  it('takes a table of two hundred thousand rows, each a number of its own', () => {
    const { fields } = longTable(200_000);
    expect(framesOf([aTable({ fields })]).frames[0]?.fields[0]?.values).toHaveLength(200_000);
  });

  it('takes a table of one hundred thousand rows, each a series of its own, and refuses more by name', () => {
    const { time, fields } = longTable(100_000);
    expect(framesOf([aTable({ fields: [time, ...fields] })]).frames).toHaveLength(100_000);
    const longer = longTable(100_001);
    expect(() => framesOf([aTable({ fields: [longer.time, ...longer.fields] })])).toThrow(
      'the answer makes more than 100000 series, which is what is made for one query here',
    );
  });
});

function longTable(length: number): { readonly time: Field; readonly fields: readonly Field[] } {
  const rows = Array.from({ length }, (_, i) => i);
  const host = { type: 'string', name: 'host', values: rows.map(String) } as const;
  const value = { type: 'float64', name: 'v', values: Float64Array.from(rows) } as const;
  return { time: { type: 'time', name: 'Time', values: new Float64Array(length) }, fields: [host, value] };
}
