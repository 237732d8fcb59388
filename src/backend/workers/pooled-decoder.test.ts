import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toPlainResult } from '../../testing/support/plain-answer.ts';
import { obedientPool, realPool } from '../../testing/support/test-pools.ts';
import type { AnswerDecoder } from '../decode/answer-decoder.ts';
import { DecodeError } from '../decode/decoded-answer.ts';
import { decodeQueryAnswer } from '../decode/decode-query-answer.ts';
import { PluginError } from '../plugin-api/plugin-error.ts';
import { createPooledDecoder } from './pooled-decoder.ts';

const goldenFolder = path.join(import.meta.dirname, '../../testing/golden/decode/query');
const always = { minBytes: 0, minSeriesBytes: 0 };
const { signal } = new AbortController();

describe('createPooledDecoder', () => {
  const pool = realPool();
  const decodeElsewhere = createPooledDecoder(() => Promise.resolve(pool), always);

  afterAll(() => pool.close());

  it.each(readdirSync(goldenFolder).filter((file) => file.includes('.input.')))('reads %s as here', async (file) => {
    const body = readFileSync(path.join(goldenFolder, file));
    await expect(outcome(decodeElsewhere, Uint8Array.from(body))).resolves.toEqual(
      await outcome(decodeQueryAnswer, body),
    );
  });

  it('reads long and short columns as here', async () => {
    const point = fc.tuple(
      fc.option(fc.double({ noDefaultInfinity: true, noNaN: true })),
      fc.integer({ min: 1e12, max: 2e12 }),
    );
    const series = fc.tuple(fc.array(point, { maxLength: 20 }), fc.integer({ min: 1, max: 500 }));
    await fc.assert(
      fc.asyncProperty(fc.array(series, { maxLength: 30 }), async (all) => {
        const answer = all.map(([points, times], i) => ({
          target: `series ${String(i)}`,
          datapoints: Array.from({ length: times }, () => points).flat(),
        }));
        const text = JSON.stringify(answer);
        const elsewhere = await outcome(decodeElsewhere, Buffer.from(text));
        expect(elsewhere).toEqual(await outcome(decodeQueryAnswer, Buffer.from(text)));
      }),
      { numRuns: 20 },
    );
  });

  it('takes over a body that has a buffer of its own, and copies one that has not', async () => {
    const own = Uint8Array.from(Buffer.from('[]'));
    const shared = Uint8Array.from(Buffer.from('[] ')).subarray(0, 2);
    await Promise.all([decodeElsewhere(own, signal), decodeElsewhere(shared, signal)]);
    expect(own.byteLength).toBe(0);
    expect(shared.byteLength).toBe(2);
  });

  it.each([
    ['a short body', bodyOf(1, 8000)],
    ['many short series', bodyOf(1000, 40)],
  ])('reads %s at once, and frees it', (_, body) => {
    const decode = createPooledDecoder(() => Promise.reject(new Error('not asked')));
    const own = Uint8Array.from(body);
    expect(decode(own, signal)).toEqual(decodeQueryAnswer(body));
    expect(own.buffer.detached).toBe(true);
  });

  it.each([
    ['a long body', bodyOf(1, 20_000)],
    ['many long series', bodyOf(100, 200)],
    ['a long body of anything else', Buffer.from(JSON.stringify({ columns: [], rows: [], note: 'x'.repeat(300_000) }))],
  ])('asks a worker to read %s', async (_, body) => {
    const decode = createPooledDecoder(() => Promise.reject(new Error('asked')));
    await expect(decode(body, signal)).rejects.toThrow('asked');
  });

  it('reads here where there are no workers, or none can be started', async () => {
    const startWorker = (): never => {
      throw new Error('no thread');
    };
    for (const nothing of [undefined, realPool({ startWorker })]) {
      const decode = createPooledDecoder(() => Promise.resolve(nothing), always);
      await expect(decode(Buffer.from('[]'), signal)).resolves.toEqual({ results: [], problems: [] });
    }
  });

  it('fails with a text for people when the thread ends', async () => {
    const { pool: obedient } = obedientPool();
    const decode = createPooledDecoder(() => Promise.resolve(obedient), always);
    const failed = decode(Buffer.from('exit'), signal);
    await expect(failed).rejects.toThrow(PluginError);
    await expect(failed).rejects.toThrow(
      "reading the server's answer was not finished, the thread ended: exit code 3; try again, or ask for less (a shorter time range, fewer points)",
    );
    await obedient.close();
  });
});

function bodyOf(series: number, points: number): Buffer {
  const datapoints = Array.from({ length: points }, (_, i) => [i, 1.7e12 + i]);
  return Buffer.from(JSON.stringify(Array.from({ length: series }, () => ({ target: 'a', datapoints }))));
}

async function outcome(decode: AnswerDecoder, body: Uint8Array): Promise<unknown> {
  try {
    const { results, problems } = await decode(body, signal);
    return { results: results.map(toPlainResult), problems };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { message: error.message, cause: String(error.cause) };
  }
}
