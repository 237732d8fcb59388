import { describe, expect, it } from '@jest/globals';
import { aQuery, aSeries, aTable, validityOf } from '../../../testing/support/builders.ts';
import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { Field } from '../../sdk/dataframe/field.ts';
import { framesInSteps } from './frames-for-query.ts';
import { framesForQuery } from '../../../testing/support/frames-for-query.ts';

const panel = { fromAlert: false, meta: {} };
const alert = { fromAlert: true, meta: {} };

function labelsOf(frames: readonly DataFrame[]): unknown[] {
  return frames.map(({ fields }) => fields[1]?.labels);
}

function namesOf(frames: readonly DataFrame[]): unknown[] {
  return frames.map(({ fields }) => fields[1]?.config?.displayNameFromDS);
}

describe('framesForQuery', () => {
  it('looks at each label of series of one name a few times only, however many differ', () => {
    let reads = 0;
    const series = Array.from({ length: 2000 }, (_, i) => {
      const labels = new Proxy(
        { [`k${String(i)}`]: 'v' },
        {
          get: (target, key) => {
            reads++;
            return Reflect.get(target, key) as unknown;
          },
          getOwnPropertyDescriptor: (target, key) => {
            reads++;
            return Reflect.getOwnPropertyDescriptor(target, key);
          },
        },
      );
      return aSeries({ target: 's', labels, points: [[1, 10]] });
    });
    const frames = framesForQuery(aQuery(), series, panel);
    expect(namesOf(frames).slice(0, 2)).toEqual(['s {k0=v}', 's {k1=v}']);
    expect(reads).toBeLessThan(20 * 2000);
  });

  it('makes labelled series of a table with a hundred thousand columns of one name', () => {
    const fields = Array.from({ length: 100_000 }, () => ({
      type: 'float64' as const,
      name: 'v',
      values: Float64Array.of(1),
    }));
    const time = { type: 'time' as const, name: 'Time', values: Float64Array.of(10) };
    const frames = framesForQuery(aQuery(), [aTable({ fields: [time, ...fields] })], panel);
    const labels = new Set(labelsOf(frames).map((one) => JSON.stringify(one)));
    expect([frames.length, labels.size]).toEqual([100_000, 100_000]);
  });

  it('tells rows apart whose texts are the same when written one behind the other, or are missing', () => {
    const rows = [['a', 'bc'], ['ab', 'c'], ['', null], [null, ''], ['1:a', '-'], ['1:a', null]]; // prettier-ignore
    const text = (name: string, at: 0 | 1): Field => ({
      type: 'string',
      name,
      values: rows.map((row) => row[at] ?? null),
    });
    const times: Field = { type: 'time', name: 'Time', values: Float64Array.from(rows, () => 10) };
    const value: Field = { type: 'float64', name: 'v', values: Float64Array.from(rows, (_, i) => i) };
    const fields = [times, text('x', 0), text('y', 1), value];
    const frames = framesForQuery(aQuery({ format: 'timeseries' }), [aTable({ fields })], panel);
    expect(labelsOf(frames)).toEqual([
      { x: 'a', y: 'bc' },
      { x: 'ab', y: 'c' },
      { x: '' },
      { y: '' },
      { x: '1:a', y: '-' },
      { x: '1:a' },
    ]);
  });

  it('refuses a table whose label would have a million characters in each of many series', () => {
    const times: Field = { type: 'time', name: 'Time', values: new Float64Array(200).fill(10) };
    const host: Field = {
      type: 'string',
      name: 'h'.repeat(1_000_000),
      values: Array.from(times.values, (_, i) => `h${i}`),
    };
    const value: Field = { type: 'float64', name: 'v', values: new Float64Array(200) };
    const query = aQuery({ format: 'timeseries' });
    expect(() => framesForQuery(query, [aTable({ fields: [times, host, value] })], panel)).toThrow(
      'would make labels of more than 134217728 characters in all',
    );
  });

  it('refuses a table whose series would have far more labels than it has cells', () => {
    const time = { type: 'time' as const, name: 'Time', values: Float64Array.of(10) };
    const numbers = Array.from({ length: 3000 }, (_, i) => ({
      type: 'float64' as const,
      name: `v${String(i)}`,
      values: Float64Array.of(1),
    }));
    const texts = Array.from({ length: 3000 }, (_, i) => ({
      type: 'string' as const,
      name: `t${String(i)}`,
      values: ['x'],
    }));
    expect(() => framesForQuery(aQuery(), [aTable({ fields: [time, ...texts, ...numbers] })], panel)).toThrow(
      'a table with 3000 text columns and 3000 number columns would make series with 9000000 labels in all',
    );
  });

  it('makes a typed frame of each series', () => {
    const [frame, ...others] = framesForQuery(
      aQuery(),
      [aSeries({ target: 'upper', unit: 'ms', labels: { host: 'x' }, points: [[1, 10], [null, 20]] })], // prettier-ignore
      panel,
    );
    expect(others).toHaveLength(0);
    expect(frame?.meta).toEqual({ type: 'timeseries-multi', typeVersion: [0, 1], custom: {} });
    expect(frame?.fields.map(({ name, type }) => [name, type])).toEqual([['Time', 'time'], ['Value', 'float64']]); // prettier-ignore
    expect(frame?.fields[1]).toMatchObject({
      labels: { host: 'x' },
      config: { unit: 'ms', displayNameFromDS: 'upper' },
      validity: { nullCount: 1 },
    });
  });

  it('leaves the labels of one series and of series that differ as they are', () => {
    expect(labelsOf(framesForQuery(aQuery(), [aSeries({ target: 'a' })], panel))).toEqual([{}]);
    const differing = [aSeries({ labels: { h: 'x' } }), aSeries({ labels: { h: 'y' } })];
    expect(labelsOf(framesForQuery(aQuery(), differing, panel))).toEqual([{ h: 'x' }, { h: 'y' }]);
  });

  it('tells series of equal labels apart by name, of equal names by number', () => {
    const unlabelled = [aSeries({ target: 'a' }), aSeries({ target: 'b' })];
    expect(labelsOf(framesForQuery(aQuery(), unlabelled, panel))).toEqual([{ target: 'a' }, { target: 'b' }]);
    const twins = [aSeries({ target: 'a' }), aSeries({ target: 'a' })];
    expect(labelsOf(framesForQuery(aQuery(), twins, panel))).toEqual([
      { target: 'a', series: '1' },
      { target: 'a', series: '2' },
    ]);
  });

  it('does not overwrite a label of the server', () => {
    const series = [
      aSeries({ target: 'a', labels: { target: 'x' } }),
      aSeries({ target: 'b', labels: { target: 'x' } }),
    ];
    expect(labelsOf(framesForQuery(aQuery(), series, panel))).toEqual([
      { target: 'x', target_: 'a' },
      { target: 'x', target_: 'b' },
    ]);
  });

  const table = aTable({
    fields: [
      { type: 'time', name: 'Time', values: Float64Array.of(20, 10, 10) },
      { type: 'string', name: 'Host', values: ['x', 'x', null] },
      { type: 'float64', name: 'V', values: Float64Array.of(2, NaN, 3), ...validityOf([2, null, 3]) },
      { type: 'float64', name: 'W', values: Float64Array.of(5, 6, 7) },
    ],
  });

  it.each(['table', 'as sent'] as const)('keeps a table as it is when it is wanted as: %s', (format) => {
    const [frame] = framesForQuery(aQuery({ format }), [table], panel);
    expect(frame?.meta?.type).toBe('table');
    expect(frame?.fields).toBe(table.fields);
  });

  it.each([
    ['time series are asked for', aQuery(), panel],
    ['an alert rule asks', aQuery({ format: 'table' }), alert],
    ['an alert rule asks that does not say', aQuery({ format: 'as sent' }), alert],
  ])('makes labelled series of a table when %s', (_when, query, options) => {
    const frames = framesForQuery(query, [table], options);
    const rows = frames.map(({ name, fields: [time, value] }) => ({
      name,
      labels: value?.labels,
      times: [...(time?.values ?? [])],
      values: [...(value?.values ?? [])],
    }));
    expect(rows).toEqual([
      { name: 'V', labels: { Host: 'x', target: 'V' }, times: [10, 20], values: [NaN, 2] },
      { name: 'W', labels: { Host: 'x', target: 'W' }, times: [10, 20], values: [6, 5] },
      { name: 'V', labels: { target: 'V' }, times: [10], values: [3] },
      { name: 'W', labels: { target: 'W' }, times: [10], values: [7] },
    ]);
    expect(frames.filter(({ name }) => name === 'V').map(({ fields }) => fields[1])).toMatchObject([
      { validity: { nullCount: 1 } },
      {},
    ]);
  });

  it.each([
    [{ type: 'log-lines' as const }, 'log-lines'],
    [{ preferredVisualisationType: 'logs' as const }, 'table'],
    [{ preferredVisualisationType: 'nodeGraph' as const }, 'table'],
  ])('leaves what the server says is %j to the panel that shows it, and gives a rule its numbers', (meta, type) => {
    const result = { ...table, meta };
    const [frame] = framesForQuery(aQuery(), [result], panel);
    expect(frame?.fields).toBe(table.fields);
    expect(frame?.meta).toMatchObject({ ...meta, type });
    expect(framesForQuery(aQuery(), [result], alert)).toHaveLength(4);
  });

  it.each<[string, Field[]]>([
    ['times', [{ type: 'float64', name: 'v', values: Float64Array.of(1) }]],
    [
      'numbers',
      [
        { type: 'time', name: 'Time', values: Float64Array.of(10) },
        { type: 'string', name: 'host', values: ['x'] },
      ],
    ],
  ])('leaves a table without %s a table where time series are asked for', (_, fields) => {
    const [frame, ...others] = framesForQuery(aQuery({ format: 'timeseries' }), [aTable({ fields })], panel);
    expect(frame?.fields).toEqual(fields);
    expect(others).toEqual([]);
  });

  it('gives an alert rule a long frame of numbers when there is no time', () => {
    const inventory = aTable({
      fields: [
        { type: 'string', name: 'Host', values: ['x'] },
        { type: 'float64', name: 'V', values: Float64Array.of(1) },
      ],
    });
    const [frame] = framesForQuery(aQuery({ format: 'table' }), [inventory], alert);
    expect(frame?.meta).toMatchObject({ type: 'numeric-long', typeVersion: [0, 1] });
  });

  it('answers nothing with a typed frame without fields', () => {
    const [frame] = framesForQuery(aQuery(), [], panel);
    expect(frame).toMatchObject({ fields: [], meta: { type: 'timeseries-multi', typeVersion: [0, 1] } });
  });

  it('takes nothing but nulls for no data in an alert rule, and for gaps in a panel', () => {
    const gaps = [aSeries({ target: 'a', points: [[null, 10]] })];
    expect(framesForQuery(aQuery(), gaps, alert)).toEqual([]);
    expect(framesForQuery(aQuery(), gaps, panel)[0]?.fields).toHaveLength(2);
  });

  it('keeps what the server says beside the data, with ours', () => {
    const meta = { notices: [{ severity: 'info' as const, text: 'theirs' }], custom: { a: 1 } };
    const ours = { notices: [{ severity: 'warning' as const, text: 'ours' }], custom: { b: 2 } };
    const [frame] = framesForQuery(aQuery(), [aSeries({ meta })], { fromAlert: false, meta: ours });
    expect(frame?.meta).toMatchObject({ notices: [{ text: 'ours' }, { text: 'theirs' }], custom: { a: 1, b: 2 } });
  });

  it('names series of one name by the labels in which they differ', () => {
    const results = [
      aSeries({ target: 'load', labels: { zone: 'z', host: 'x' } }),
      aSeries({ target: 'load', labels: { zone: 'z', host: 'y' } }),
      aSeries({ target: 'load', labels: { zone: 'z' } }),
      aSeries({ target: 'load', title: 'Load', labels: { zone: 'z', host: 'w' } }),
      aSeries({ target: 'idle', labels: { zone: 'y', host: 'x' } }),
    ];
    expect(namesOf(framesForQuery(aQuery(), results, panel))).toEqual([
      'load {host=x}',
      'load {host=y}',
      'load',
      'Load',
      'idle',
    ]);
    const twins = [aSeries({ target: 'same' }), aSeries({ target: 'same' })];
    expect(namesOf(framesForQuery(aQuery(), twins, panel))).toEqual(['same {series=1}', 'same {series=2}']);
  });

  it("leaves names to an alias, even those that are equal, and to the server's titles", () => {
    const twins = [aSeries({ title: 'T', labels: { h: 'x' } }), aSeries({ title: 'T', labels: { h: 'y' } })];
    expect(namesOf(framesForQuery(aQuery(), twins, panel))).toEqual(['T', 'T']);
    expect(namesOf(framesForQuery(aQuery({ alias: 'all' }), twins, panel))).toEqual(['all', 'all']);
    expect(namesOf(framesForQuery(aQuery({ alias: '{{h}}: $title' }), twins, panel))).toEqual(['x: T', 'y: T']);
  });

  it('has its own unit and decimals only where the server has none', () => {
    const query = aQuery({ unit: 's', decimals: 2 });
    const results = [aSeries({ target: 'a' }), aSeries({ target: 'b', unit: 'ms' })];
    expect(framesForQuery(query, results, panel).map(({ fields }) => fields[1]?.config)).toMatchObject([
      { unit: 's', decimals: 2 },
      { unit: 'ms', decimals: 2 },
    ]);
  });

  it("says what a series is, whatever the server's own meta says", () => {
    const meta = { type: 'numeric-long', typeVersion: [7, 7], custom: { a: 1 } } as const;
    const frames = framesForQuery(aQuery(), [{ ...aSeries({ target: 'x' }), meta }, aSeries({ target: 'y' })], panel);
    expect(frames[0]?.meta).toMatchObject({ type: 'timeseries-multi', typeVersion: [0, 1], custom: { a: 1 } });
  });

  it('gives ten thousand series of one name a name each', () => {
    const results = Array.from({ length: 10_000 }, (_, i) => aSeries({ target: 'm', points: [[i, 10]] }));
    const frames = framesForQuery(aQuery(), results, panel);
    expect(new Set(namesOf(frames)).size).toBe(10_000);
    expect(frames.map(({ fields }) => fields[1]?.values[0])).toEqual(results.map(({ value }) => value.values[0]));
  });

  it.each([undefined, ''])('names a series after its query when the server calls it %j', (target) => {
    expect(namesOf(framesForQuery(aQuery({ target: 'cpu' }), [aSeries({ target })], panel))).toEqual(['cpu']);
    expect(namesOf(framesForQuery(aQuery({ target: undefined }), [aSeries({ target })], panel))).toEqual(['Value']);
  });

  it('fills in an alias', () => {
    const query = aQuery({ target: 'cpu', alias: '{{host}} of $target (${zone}) {{none}}$5' });
    const [frame] = framesForQuery(query, [aSeries({ target: 'x', labels: { host: 'h', zone: 'z' } })], panel);
    expect(frame?.fields[1]?.config?.displayNameFromDS).toBe('h of cpu (z) $5');
  });

  it('fills in what a long alias has no end of at once', () => {
    const alias = `{{${' '.repeat(100_000)}`;
    const shown = `${alias.slice(0, 1000)}…`;
    expect(namesOf(framesForQuery(aQuery({ alias }), [aSeries({ target: 'x' })], panel))).toEqual([shown]);
  });

  it.each([
    '{{host}} ({{region}})',
    '({{constructor}})',
    '{{__proto__}}',
    '{{toString}} {{ hasOwnProperty }}',
    'host {{blank}}',
    '[[{{host}}]] ${blank}',
  ])('leaves series to their own names where every place of the alias %j comes out empty', (alias) => {
    const series = [aSeries({ target: 'load', labels: { blank: ' ', a: '1' } }), aSeries({ target: 'load', labels: { blank: ' ', a: '2' } })]; // prettier-ignore
    expect(namesOf(framesForQuery(aQuery({ alias }), series, panel))).toEqual(['load {a=1}', 'load {a=2}']);
  });

  it('names each series of a query by its alias or by itself', () => {
    const series = [aSeries({ target: 'a', labels: { host: 'h' } }), aSeries({ target: 'b' })];
    expect(namesOf(framesForQuery(aQuery({ alias: 'on {{host}}' }), series, panel))).toEqual(['on h', 'b']);
  });

  it("knows a label by any name, and none by the names of JavaScript's own", () => {
    const labels = Object.fromEntries([['constructor', 'c'], ['__proto__', 'p']]); // prettier-ignore
    const series = [aSeries({ target: 'a', labels }), aSeries({ target: 'a' })];
    expect(namesOf(framesForQuery(aQuery(), series, panel))).toEqual(['a {constructor=c, __proto__=p}', 'a']);
    const alias = '{{constructor}}{{__proto__}}{{toString}}$valueOf';
    expect(namesOf(framesForQuery(aQuery({ alias }), series, panel))).toEqual(['cp$valueOf', 'a']);
  });
});

it('looks at the times of a long table in steps', () => {
  const length = 100_000;
  const fields: readonly Field[] = [
    { type: 'time', name: 'time', values: Float64Array.from({ length }, (_, i) => i) },
    { type: 'float64', name: 'load', values: new Float64Array(length) },
  ];
  const query = aQuery({ format: 'table' });
  expect([...framesInSteps(query, [aTable({ fields })], panel)].length).toBeGreaterThan(50);
  expect(framesForQuery(query, [aTable({ fields })], panel)[0]?.meta?.type).toBe('timeseries-long');
});
