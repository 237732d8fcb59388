/** Whatever frames there are, version 1 says what they say, as the generated code reads it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cellValue } from '../../../../testing/support/readers/decode-query-result.ts';
import type { DataFrame } from '../../dataframe/data-frame.ts';
import { allValid, clearValid, isNull, type Field, type Validity } from '../../dataframe/field.ts';
import { DatasourceResponse, type QueryResult } from '../../gen/pluginv1/datasource.ts';
import { runAtOnce } from '../../turns/steps.ts';
import { encodeDatasourceResponse } from './to-proto.ts';

describe('encodeDatasourceResponse', () => {
  it('writes every finite point of every series, in order, with its labels and a name of its own', () => {
    fc.assert(
      fc.property(fc.array(seriesFrame(), { maxLength: 6 }), (frames) => {
        const [result] = decode(new Map([['A', { frames }]]));
        expect(result?.series.map(({ points, tags }) => ({ points, tags }))).toEqual(frames.map(expectedSeries));
        expect(new Set(result?.series.map(({ name }) => name)).size).toBe(frames.length);
      }),
    );
  });

  it('writes every cell of every table', () => {
    fc.assert(
      fc.property(fc.array(tableFrame(), { maxLength: 4 }), (frames) => {
        const [result] = decode(new Map([['A', { frames }]]));
        const read = result?.tables.map(({ columns, rows }) => [
          columns.map(({ name }) => name),
          rows.map(({ values }) => values.map(cellValue)),
        ]);
        expect(read).toEqual(frames.map(expectedTable));
      }),
    );
  });

  it('keeps every refId, in order, and never writes more than a host takes', () => {
    const responses = fc.uniqueArray(fc.tuple(fc.string(), fc.array(seriesFrame(), { maxLength: 3 })), {
      selector: ([refId]) => refId,
      maxLength: 5,
    });
    fc.assert(
      fc.property(responses, fc.integer({ min: 2000, max: 6000 }), (all, maxMessageBytes) => {
        const response = new Map(all.map(([refId, frames]) => [refId, { frames }]));
        const bytes = runAtOnce(encodeDatasourceResponse(response, { maxMessageBytes }));
        const results = DatasourceResponse.decode(bytes).results;
        expect(results.map(({ refId }) => refId)).toEqual([...response.keys()]);
        expect(bytes.length).toBeLessThanOrEqual(maxMessageBytes);
        for (const { refId, error, series } of results) {
          if (error === '') expect(series).toHaveLength(response.get(refId)?.frames.length ?? NaN);
        }
      }),
    );
  });
});

function decode(response: Parameters<typeof encodeDatasourceResponse>[0]): readonly QueryResult[] {
  return DatasourceResponse.decode(runAtOnce(encodeDatasourceResponse(response, {}))).results;
}

function expectedSeries({ fields: [time, value] }: DataFrame): unknown {
  const points = Array.from({ length: time?.values.length ?? 0 }, (_, i) => i).flatMap((i) => {
    if (time === undefined || value === undefined || isNull(time, i) || isNull(value, i)) return [];
    const number = Number(value.values[i]);
    return Number.isFinite(number) ? [{ value: number, timestamp: Math.round(Number(time.values[i])) + 0 }] : [];
  });
  return { points, tags: value?.labels ?? {} };
}

function expectedTable({ fields }: DataFrame): unknown {
  const rows = fields[0]?.values.length ?? 0;
  return [
    fields.map(({ name }) => name),
    Array.from({ length: rows }, (_, row) => fields.map((field) => expectedCell(field, row))),
  ];
}

function expectedCell(field: Field, row: number): unknown {
  const value = field.values[row];
  if (isNull(field, row) || value === undefined) return null;
  if (field.type === 'boolean') return value === 1;
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  return typeof value === 'bigint' ? Number(value) : value;
}

const time = fc.integer({ min: -(2 ** 43), max: 2 ** 43 });
const name = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed());
const labels = fc.dictionary(name, name, { maxKeys: 3, noNullPrototype: true });

function seriesFrame(): fc.Arbitrary<DataFrame> {
  const value = fc.option(fc.double().filter((number) => !Object.is(number, -0)));
  return fc
    .record({ points: fc.array(fc.tuple(time, value), { maxLength: 20 }), labels, name })
    .map(({ points, ...header }) => {
      const values = points.map(([, number]) => number);
      return {
        name: header.name,
        meta: { type: 'timeseries-multi' },
        fields: [
          { type: 'time', name: 'Time', values: Float64Array.from(points, ([at]) => at) },
          { type: 'float64', ...header, values: Float64Array.from(values, (one) => one ?? 0), ...nullsOf(values) },
        ],
      };
    });
}

function tableFrame(): fc.Arbitrary<DataFrame> {
  return fc.nat(8).chain((rows) => {
    const cells = <T>(cell: fc.Arbitrary<T>): fc.Arbitrary<(T | null)[]> =>
      fc.array(fc.option(cell), { minLength: rows, maxLength: rows });
    const field = fc.oneof(
      fc.tuple(name, cells(name)).map(([title, values]): Field => ({ type: 'string', name: title, values })),
      fc.tuple(name, cells(fc.double().filter((one) => !Object.is(one, -0)))).map(([title, values]): Field => {
        return { type: 'float64', name: title, values: Float64Array.from(values, (v) => v ?? 0), ...nullsOf(values) };
      }),
      fc.tuple(name, cells(time)).map(([title, values]): Field => {
        return { type: 'time', name: title, values: Float64Array.from(values, (v) => v ?? 0), ...nullsOf(values) };
      }),
      fc.tuple(name, cells(fc.boolean())).map(([title, values]): Field => {
        return { type: 'boolean', name: title, values: Uint8Array.from(values, Number), ...nullsOf(values) };
      }),
      fc.tuple(name, cells(fc.maxSafeInteger())).map(([title, values]): Field => {
        const wide = BigInt64Array.from(values, (v) => BigInt(v ?? 0));
        return { type: 'int64', name: title, values: wide, ...nullsOf(values) };
      }),
    );
    const meta = { type: 'table' } as const;
    return fc.array(field, { minLength: 1, maxLength: 5 }).map((fields) => ({ name: 't', meta, fields }));
  });
}

function nullsOf(values: readonly unknown[]): { readonly validity?: Validity } {
  const bitmap = allValid(values.length);
  let nullCount = 0;
  values.forEach((value, i) => {
    if (value !== null) return;
    clearValid(bitmap, i);
    nullCount++;
  });
  return nullCount === 0 ? {} : { validity: { bitmap, nullCount } };
}
