/** Every decoder, fed with whatever a server could send: here and in a thread. */
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toPlainField, toPlainResult } from '../../testing/support/plain-answer.ts';
import { realPool, uncounted } from '../../testing/support/test-pools.ts';
import type { AnswerDecoder, AnswerKind } from '../decode/answer-decoder.ts';
import { DecodeError } from '../decode/answer/decoded-answer.ts';
import { decodeAnswer } from '../decode/decode-answer.ts';
import { createPooledDecoder } from './pooled-decoder.ts';

const kinds = fc.constantFrom<AnswerKind>('query', 'search', 'annotations');
const hints = { asked: { fromMs: 1_714_543_200_000, toMs: 1_714_564_800_000 } };

const scalar = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.integer({ min: 1_714_543_200, max: 1_714_564_800 }),
  fc.integer({ min: 1_714_543_200_000, max: 1_714_564_800_000 }),
  fc.string(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom<unknown>(null, true, false, '', 'NaN', '12.5', '9223372036854775807', '__proto__', 'time'),
);
const anything = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }), fc.jsonValue({ maxDepth: 3 }));
const point = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(scalar, scalar) },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 4 }) },
  { weight: 1, arbitrary: anything },
);
const points = fc.array(point, { maxLength: 12 });
const series = fc.record(
  { target: anything, refId: anything, title: anything, tags: anything, unit: anything, datapoints: points },
  { requiredKeys: ['datapoints'] },
);
const column = fc.oneof(
  fc.record({ text: fc.string(), type: fc.constantFrom('time', 'number', 'string', 'boolean', 'other') }),
  anything,
);
const table = fc.record({
  type: fc.constantFrom<unknown>('table', undefined, 1),
  columns: fc.oneof(fc.array(column, { maxLength: 5 }), anything),
  rows: fc.oneof(fc.array(fc.oneof(fc.array(scalar, { maxLength: 6 }), anything), { maxLength: 6 }), anything),
});
const frame = fc.record({
  schema: fc.record({ fields: fc.oneof(fc.array(anything, { maxLength: 4 }), anything) }),
  data: fc.record({ values: fc.oneof(fc.array(fc.array(scalar, { maxLength: 5 }), { maxLength: 4 }), anything) }),
});
const element = fc.oneof(
  series,
  table,
  frame,
  fc.dictionary(fc.constantFrom('time', 'timeEnd', 'text', 'title', 'tags', 'value', 'error', 'status'), anything),
  anything,
);
const answer = fc.oneof(
  fc.array(element, { maxLength: 6 }),
  element,
  fc.record({ results: fc.array(element, { maxLength: 3 }) }),
);
const text = fc.oneof(answer, fc.jsonValue()).map((value) => JSON.stringify(value));

describe('decoders', () => {
  it('throw nothing but a DecodeError, whatever bytes there are', () => {
    fc.assert(
      fc.property(kinds, fc.uint8Array({ maxLength: 3000 }), (kind, bytes) => {
        expectAnswerOrDecodeError(kind, bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('throw nothing but a DecodeError, whatever JSON there is, whole and broken off anywhere', () => {
    fc.assert(
      fc.property(kinds, text, fc.double({ min: 0, max: 1, noNaN: true }), (kind, whole, part) => {
        const body = Buffer.from(whole);
        expectAnswerOrDecodeError(kind, body);
        expectAnswerOrDecodeError(kind, body.subarray(0, Math.floor(body.length * part)));
      }),
      { numRuns: 2000 },
    );
  });

  it('throw nothing but a DecodeError for JSON with bytes changed', () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(kinds, text, fc.array(change, { minLength: 1, maxLength: 5 }), (kind, whole, changes) => {
        const body = Buffer.from(whole);
        for (const [at, byte] of changes) body[at % body.length] = byte;
        expectAnswerOrDecodeError(kind, body);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([0, 1000])('lose no point without saying so, however plain the answer is (%s blanks before it)', (blanks) => {
    fc.assert(
      fc.property(points, (datapoints) => {
        const body = Buffer.from(' '.repeat(blanks) + JSON.stringify([{ target: 'a', datapoints }]));
        const decoded = expectAnswerOrDecodeError('query', body);
        if (decoded === undefined) return;
        const [only] = decoded.results;
        if (only?.kind !== 'series') return;
        const { time, value } = only;
        expect(time.values).toHaveLength(value.values.length);
        // A flat list is read as pairs: [value, time, value, time].
        const isFlat = datapoints.every((each) => typeof each !== 'object');
        const written = isFlat ? datapoints.length / 2 : datapoints.length;
        if (value.values.length < written) expect(decoded.problems).not.toEqual([]);
        expect(value.values.length).toBeLessThanOrEqual(datapoints.length);
        for (let i = 1; i < time.values.length; i++) {
          expect(time.values[i]).toBeGreaterThanOrEqual(time.values[i - 1] ?? NaN);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('give every column of a table one length', () => {
    fc.assert(
      fc.property(text, (whole) => {
        for (const result of expectAnswerOrDecodeError('query', Buffer.from(whole))?.results ?? []) {
          const lengths = result.kind === 'table' ? result.fields.map(({ values }) => values.length) : [];
          expect(new Set(lengths).size).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('decoders in a thread', () => {
  const pool = realPool();
  const decode = createPooledDecoder(
    { open: () => Promise.resolve(pool), memory: uncounted },
    { minBytes: { query: 0, search: 0, annotations: 0 } },
  );
  afterAll(() => pool.close());

  it('read the same as here, or fail with the same words', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, text, async (kind, whole) => {
        const there = await outcome(decode, kind, Buffer.from(whole));
        expect(there).toEqual(await outcome(decodeHere, kind, Buffer.from(whole)));
      }),
      { numRuns: 400 },
    );
  });
});

const decodeHere: AnswerDecoder = (kind, body, call) => decodeAnswer(kind, body, { hints: call.hints });

async function outcome(decode: AnswerDecoder, kind: AnswerKind, body: Uint8Array): Promise<unknown> {
  const { signal } = new AbortController();
  try {
    const decoded: object = await decode(kind, body, { owner: 'one', signal, hints });
    const { results = [], fields = [], ...rest } = decoded as Partial<Parts>;
    return { ...rest, results: results.map(toPlainResult), fields: fields.map(toPlainField) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { message: error.message, reason: error.reason };
  }
}

interface Parts {
  readonly results: readonly Parameters<typeof toPlainResult>[0][];
  readonly fields: readonly Parameters<typeof toPlainField>[0][];
}

function expectAnswerOrDecodeError<Kind extends AnswerKind>(
  kind: Kind,
  body: Uint8Array,
): ReturnType<typeof decodeAnswer<Kind>> | undefined {
  try {
    return decodeAnswer(kind, body, { hints });
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return undefined;
  }
}
