import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DecodedResult } from '../../decode/answer/decoded-answer.ts';
import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { Field, Validity } from '../../sdk/dataframe/field.ts';
import { runAtOnce } from '../../sdk/turns/steps.ts';
import { partsOfFrames, partsOfResults, toFrame, toResult } from './answer-parts.ts';
import { isHeavy, postInPieces, takePieces } from './pieces.ts';

describe('postInPieces and takePieces', () => {
  it('hand over whatever frames there are, with columns of every kind and length', () => {
    fc.assert(
      fc.property(fc.array(frames(), { maxLength: 20 }), (given) => {
        const expected = structuredClone(given);
        expect(handOver(given)).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['many frames', Array.from({ length: 3000 }, (_, i) => frameOf([numbers(i % 7), texts(i % 3)]))],
    ['a frame of many columns', [frameOf([]), frameOf(Array.from({ length: 3000 }, (_, i) => numbers(i % 5)))]],
    ['a column of many texts', [frameOf([numbers(3), texts(20_000), numbers(2), texts(9000)]), frameOf([texts(1)])]],
  ])('hand over %s, in messages of some hundred things', (_, given) => {
    const fields = given.flatMap((frame) => frame.fields);
    expect(isHeavy(given.length, fields)).toBe(true);
    const expected = structuredClone(given);
    expect(handOver(given)).toEqual(expected);
  });

  it('hand over long texts in messages that hold a few of them each', () => {
    const long: Field = {
      type: 'json',
      name: 'long',
      values: Array.from({ length: 40 }, (_, i) => String(i % 7).repeat(500_000)),
    };
    const messages: { readonly texts?: readonly (readonly string[])[]; readonly more?: readonly string[] }[] = [];
    const port = { postMessage: (message: object) => messages.push(message) } as unknown as MessagePort;
    runAtOnce(postInPieces(partsOfFrames([frameOf([long, texts(3)])]), port));
    const counts = messages.map(({ texts: first = [], more = [] }) => [...first.flat(), ...more].length);
    expect(Math.max(...counts)).toBeLessThan(10);
    expect(isHeavy(1, [long])).toBe(true);
    const given = [frameOf([long, texts(3), long])];
    expect(handOver(given)).toEqual(structuredClone(given));
  });

  it('hand over thousands of series with and without labels, title, unit, meta and nulls', () => {
    const points = { type: 'float64', values: new Float64Array(3) } as const;
    const nulls = { bitmap: Uint8Array.of(5), nullCount: 1 };
    const series = (i: number): DecodedResult => ({
      kind: 'series',
      position: i,
      target: i % 7 === 0 ? undefined : `"${String(i)}" \u2028\ud800 ü`,
      refId: i % 2 === 0 ? 'A' : undefined,
      meta: i % 100 === 0 ? { custom: { a: [null, 1.5] } } : undefined,
      title: i % 3 === 0 ? 'Title' : undefined,
      unit: i % 5 === 0 ? 's' : undefined,
      labels: i % 2 === 0 ? Object.fromEntries([['__proto__', String(i)]]) : {},
      time: { name: 'Time', type: 'time', values: Float64Array.of(i, i + 1, i + 2) },
      value: { name: 'Value', ...points, ...(i % 4 === 0 && { validity: nulls }), ...(i % 50 === 0 && { config: {} }) },
    });
    const header = { position: 3000, target: 'rows', refId: 'B', meta: { type: 'log-lines' } } as const;
    const table: DecodedResult = {
      kind: 'table',
      ...header,
      unreadTimes: [0],
      fields: [texts(3), { name: 'Value', ...points }],
    };
    const given = [...Array.from({ length: 3000 }, (_, i) => series(i)), table, series(1)];
    const expected = structuredClone(given);
    const { port1, port2 } = new MessageChannel();
    runAtOnce(postInPieces(partsOfResults(given), port1));
    const { made } = runAtOnce(takePieces(port2, toResult));
    port2.close();
    expect(made).toEqual(expected);
  });

  it('hand over a long column without copying it, once for all who share it', () => {
    const long = numbers(10_000);
    const taken = handOver([frameOf([long, numbers(1)]), frameOf([long])]);
    expect(long.values).toHaveLength(0);
    const [one, other] = [taken[0]?.fields[0], taken[1]?.fields[0]];
    expect(one).toEqual(numbers(10_000));
    expect((one?.values as Float64Array).buffer).toBe((other?.values as Float64Array).buffer);
  });

  it('say so where a piece is missing', () => {
    expect(() => runAtOnce(takePieces(new MessageChannel().port2, toFrame))).toThrow(
      'expected another piece of an answer',
    );
  });
});

describe('isHeavy', () => {
  it('is false for what one message can carry, however long its columns are', () => {
    expect(isHeavy(2, [numbers(1_000_000), texts(4000)])).toBe(false);
  });
});

function handOver(given: readonly DataFrame[]): readonly DataFrame[] {
  const { port1, port2 } = new MessageChannel();
  runAtOnce(postInPieces(partsOfFrames(given), port1));
  const { made } = runAtOnce(takePieces(port2, toFrame));
  port2.close();
  return made;
}

function frameOf(fields: readonly Field[]): DataFrame {
  return { name: 'a', meta: { type: 'table' }, fields };
}

function numbers(length: number): Field {
  return { type: 'float64', name: 'n', labels: { a: 'b' }, values: Float64Array.from({ length }, (_, i) => i / 3) };
}

function texts(length: number): Field {
  return {
    type: 'string',
    name: 't',
    values: Array.from({ length }, (_, i) => (i % 5 === 0 ? null : `text ${String(i)}`)),
  };
}

function frames(): fc.Arbitrary<DataFrame> {
  return fc.record({ name: fc.string(), fields: fc.array(fields(), { maxLength: 6 }) });
}

function fields(): fc.Arbitrary<Field> {
  const length = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(5000));
  return length.chain((size) => {
    const name = fc.string();
    const validity = fc.option(fc.constant(validityOf(size)), { nil: undefined });
    const header = fc.record({ name, labels: fc.constant({ a: 'b' }), config: fc.constant({ unit: 's' }) });
    const numeric = fc
      .constantFrom<'float64' | 'int64' | 'boolean' | 'time'>('float64', 'int64', 'boolean', 'time')
      .map((type) => ({ type, values: valuesOf(type, size) }));
    return fc.oneof(
      fc.tuple(header, numeric, validity).map(([head, column, nulls]) => {
        return { ...head, ...column, ...(nulls && { validity: nulls }) } as Field;
      }),
      fc.tuple(header, fc.constantFrom<'string' | 'json'>('string', 'json')).map(([head, type]) => {
        return { ...head, type, values: Array.from({ length: size }, (_, i) => (i % 3 === 0 ? null : String(i))) };
      }),
    );
  });
}

function validityOf(length: number): Validity {
  return { bitmap: new Uint8Array((length + 7) >> 3).fill(0x55), nullCount: length >> 1 };
}

function valuesOf(type: 'float64' | 'int64' | 'boolean' | 'time', length: number): Field['values'] {
  if (type === 'int64') return BigInt64Array.from({ length }, (_, i) => BigInt(i) - 3n);
  if (type === 'boolean') return Uint8Array.from({ length }, (_, i) => i & 1);
  return Float64Array.from({ length }, (_, i) => i / 7);
}
