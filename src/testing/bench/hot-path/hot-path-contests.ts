import type { DataFrame } from '../../../backend/sdk/dataframe/data-frame.ts';
import type { Field } from '../../../backend/sdk/dataframe/field.ts';
import { framesForQuery } from '../../support/frames-for-query.ts';
import { decodeQueryAnswer } from '../../../backend/decode/decode-query-answer.ts';
import { silentLogger } from '../../../backend/sdk/log/logger.ts';
import { encodeResponse, type EncodeOptions } from '../../../backend/sdk/protocol/encode-response.ts';
import { aQuery } from '../../support/builders.ts';
import type { Contest } from './measure-ratio.ts';

/**
 * What large and small answers cost us, beside JSON.parse of the same answers (reading) or beside two numbers a point written
 * by the plainest loop there is (writing). Each limit is about twice of what was measured when it was set.
 */
export function hotPathContests(): readonly Contest[] {
  const points = answer(1, { points: 100_000, decimals: 3 });
  const digits = answer(1, { points: 100_000, decimals: 17 });
  const series = answer(10_000, { points: 10, decimals: 3 });
  const small = answer(1, { points: 100, decimals: 3 });
  return [
    reading('read 100 000 points', 0.8, points),
    reading('read 100 000 points of 17 digits', 2, digits),
    reading('read 10 000 series of 10 points', 3, series),
    reading('read 100 points', 2, small),
    writing('write 100 000 points in version 1', 13, { body: points, options: version1 }),
    writing('write 100 000 points in version 2', 5, { body: points, options: version2 }),
    answering('answer with 100 points in version 1', 4, { body: small, options: version1 }),
    answering('answer with 100 points in version 2', 4, { body: small, options: version2 }),
  ];
}

const version1: EncodeOptions = { version: 1 };
const version2: EncodeOptions = { version: 2, printfErrors: false };

interface Encoding {
  readonly body: Buffer;
  readonly options: EncodeOptions;
}

/** One or many series of a point a second, whose values wander. */
function answer(seriesCount: number, { points, decimals }: { points: number; decimals: number }): Buffer {
  const series = Array.from({ length: seriesCount }, (_, index) => {
    const datapoints = Array.from({ length: points }, (_each, i) => {
      const value = 100 + 90 * Math.sin(i / 50 + index);
      return [Number(value.toFixed(decimals)), 1_600_000_000_000 + i * 1000];
    });
    return { target: `server-${index}`, datapoints };
  });
  return Buffer.from(JSON.stringify(series));
}

function reading(name: string, limit: number, body: Buffer): Contest {
  return { name, limit, ours: () => decodeQueryAnswer(body), baseline: () => JSON.parse(body.toString()) as unknown };
}

function answering(name: string, limit: number, { body, options }: Encoding): Contest {
  return { ...reading(name, limit, body), ours: () => encode(framesOf(body), options) };
}

function writing(name: string, limit: number, { body, options }: Encoding): Contest {
  const frames = framesOf(body);
  const columns = frames.flatMap(({ fields }) => fields.map(valuesOf));
  return { name, limit, ours: () => encode(frames.map(copyOf), options), baseline: () => columns.map(writeNumbers) };
}

function framesOf(body: Buffer): readonly DataFrame[] {
  return framesForQuery(aQuery(), decodeQueryAnswer(body).results, { fromAlert: false, meta: {} });
}

function encode(frames: readonly DataFrame[], options: EncodeOptions): Buffer {
  return encodeResponse(new Map([['A', { frames }]]), options, { logger: silentLogger });
}

/** An encoder may use up what it is given. */
function copyOf(frame: DataFrame): DataFrame {
  return { ...frame, fields: frame.fields.map((field) => structuredClone(field)) };
}

function valuesOf(field: Field): Float64Array {
  if (field.type === 'time' || field.type === 'float64') return field.values;
  throw new Error(`expected columns of doubles, but got ${field.type}`);
}

function writeNumbers(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat64(i * 8, values[i] ?? 0, true);
  return bytes;
}
