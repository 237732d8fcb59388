import { describe, expect, it } from '@jest/globals';
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { decodeFrame } from '../../../../testing/support/readers/decode-frame.ts';
import type { DataFrame } from '../data-frame.ts';
import { allValid, clearValid, isNull, nullCount, type Field, type Validity } from '../field.ts';
import { ByteWriter } from './byte-writer.ts';
import { encodeFrame } from '../../../../testing/support/encode-frame.ts';
import { layOutFrame, writeFrame } from './encode-frame.ts';

describe('encodeFrame', () => {
  it("writes every frame so that Apache's library reads the same", () => {
    fc.assert(
      fc.property(frames(), (frame) => {
        expect(readable(decodeFrame(encodeFrame(frame)))).toEqual(readable(frame));
      }),
    );
  });

  it('writes every byte, at any place, whatever was there before', () => {
    fc.assert(
      fc.property(frames(), fc.nat(9), (frame, at) => {
        const layout = layOutFrame(frame);
        const written = [0, 0xff].map((before) => {
          const bytes = Buffer.alloc(at + layout.byteLength + 1, before);
          const writer = new ByteWriter(bytes);
          writer.at = at;
          writeFrame(layout, writer);
          expect([bytes[at - 1] ?? before, bytes[writer.at]]).toEqual([before, before]);
          return bytes.subarray(at, writer.at);
        });
        expect(written).toEqual([encodeFrame(frame), encodeFrame(frame)]);
      }),
    );
  });

  it('turns every time between 1677 and 2262 into the nanosecond nearest to it', () => {
    const limit = 9_223_372_036_854;
    const times = fc.oneof(
      fc.integer({ min: -limit, max: limit }),
      fc.double({ min: -limit, max: limit, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(times, { minLength: 1 }), (values) => {
        const field = { type: 'time', name: 't', values: Float64Array.from(values) } as const;
        const column = tableFromIPC(encodeFrame({ name: '', fields: [field] })).getChildAt(0);
        expect([...(column?.data[0]?.values as BigInt64Array)]).toEqual(values.map(nanoseconds));
      }),
    );
  });
});

function nanoseconds(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
}

/** What a frame says, whatever lies below its nulls; JSON arrives as text. */
function readable({ fields, ...rest }: DataFrame): unknown {
  return {
    ...rest,
    fields: fields.map((field) => ({
      type: field.type === 'json' ? 'string' : field.type,
      name: field.name,
      labels: field.labels,
      config: field.config,
      nullCount: nullCount(field),
      values: [...field.values].map((value, row) => (isNull(field, row) ? null : value)),
    })),
  };
}

function frames(): fc.Arbitrary<DataFrame> {
  return fc.nat(20).chain((length) =>
    fc.record(
      {
        name: text(),
        refId: fc.string({ unit: 'grapheme', minLength: 1 }),
        meta: fc.record({ executedQueryString: text(), custom: fc.dictionary(text(), fc.integer()) }),
        // Apache's library mixes up the metadata of columns of one name.
        fields: fc.uniqueArray(fields(length), { maxLength: 6, selector: ({ name }) => name }),
      },
      { requiredKeys: ['name', 'fields'] },
    ),
  );
}

/** Of one, two, three and four bytes a character, sometimes longer than what is written by a loop. */
function text(): fc.Arbitrary<string> {
  return fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ minLength: 65, maxLength: 300 }));
}

function fields(length: number): fc.Arbitrary<Field> {
  const header = fc.record(
    { name: text(), labels: fc.dictionary(text(), text()), config: fc.record({ unit: text(), min: fc.integer() }) },
    { requiredKeys: ['name'] },
  );
  return fc.tuple(header, columns(length)).map(([{ name, labels, config }, column]) => ({
    ...column,
    name,
    ...(labels === undefined ? {} : { labels }),
    ...(config === undefined ? {} : { config }),
  }));
}

type Column = Field extends infer One ? (One extends Field ? Omit<One, 'name' | 'labels' | 'config'> : never) : never;

function columns(length: number): fc.Arbitrary<Column> {
  const row = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { minLength: length, maxLength: length });
  const texts = row(fc.option(text()));
  return fc.oneof(
    nullable(length, row(fc.integer({ min: -1e12, max: 9e12 })), (values) => ({
      type: 'time' as const,
      values: Float64Array.from(values),
    })),
    nullable(length, row(fc.double()), (values) => ({ type: 'float64' as const, values: Float64Array.from(values) })),
    nullable(length, row(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), (values) => ({
      type: 'int64' as const,
      values: BigInt64Array.from(values),
    })),
    nullable(length, row(fc.nat(1)), (values) => ({ type: 'boolean' as const, values: Uint8Array.from(values) })),
    texts.map((values) => ({ type: 'string' as const, values })),
    texts.map((values) => ({ type: 'json' as const, values })),
  );
}

/** Without nulls, or with some, in a bitmap of the needed size or larger. */
function nullable<Value, Of extends object>(
  length: number,
  values: fc.Arbitrary<Value[]>,
  toColumn: (values: readonly Value[]) => Of,
): fc.Arbitrary<Of & { readonly validity?: Validity }> {
  const nulls = fc.option(fc.array(fc.boolean(), { minLength: length, maxLength: length }), { nil: undefined });
  return fc.tuple(values, nulls, fc.nat(3)).map(([of, isNullAt, spare]) => {
    if (isNullAt === undefined) return toColumn(of);
    const bitmap = new Uint8Array([...allValid(length), ...new Uint8Array(spare).fill(0xff)]);
    for (const [i, absent] of isNullAt.entries()) if (absent) clearValid(bitmap, i);
    return { ...toColumn(of), validity: { bitmap, nullCount: isNullAt.filter(Boolean).length } };
  });
}
