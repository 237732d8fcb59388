import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { workFor } from '../../testing/support/event-loop.ts';
import { toPlainResult } from '../../testing/support/plain-answer.ts';
import { obedientPool, realPool, uncounted } from '../../testing/support/test-pools.ts';
import type { AnswerDecoder } from '../decode/answer-decoder.ts';
import { DecodeError } from '../decode/answer/decoded-answer.ts';
import { decodeAnswer } from '../decode/decode-answer.ts';
import { PluginError } from '../sdk/api/plugin-error.ts';
import { runInOneTurn } from '../sdk/turns/steps.ts';
import { createPooledDecoder } from './pooled-decoder.ts';

const goldenFolder = path.join(import.meta.dirname, '../../testing/golden/decode/query');
const always = { minBytes: { query: 0, search: 0, annotations: 0 } };
const { signal } = new AbortController();
const call = { owner: 'one', signal };

describe('createPooledDecoder', () => {
  const pool = realPool();
  const decodeElsewhere = createPooledDecoder({ open: () => Promise.resolve(pool), memory: uncounted }, always);

  afterAll(() => pool.close());

  it.each(readdirSync(goldenFolder).filter((file) => file.includes('.input.')))('reads %s as here', async (file) => {
    const body = readFileSync(path.join(goldenFolder, file));
    await expect(outcome(decodeElsewhere, Uint8Array.from(body))).resolves.toEqual(await outcome(decodeHere, body));
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
        expect(elsewhere).toEqual(await outcome(decodeHere, Buffer.from(text)));
      }),
      { numRuns: 20 },
    );
  });

  it('takes over a body that has a buffer of its own, and copies one that has not', async () => {
    const own = Uint8Array.from(Buffer.from('[]'));
    const shared = Uint8Array.from(Buffer.from('[] ')).subarray(0, 2);
    await Promise.all([decodeElsewhere('query', own, call), decodeElsewhere('query', shared, call)]);
    expect(own.byteLength).toBe(0);
    expect(shared.byteLength).toBe(2);
  });

  it.each([
    ['a short body', bodyOf(1, 8000)],
    ['short series', bodyOf(100, 40)],
  ])('reads %s here, and frees it', async (_, body) => {
    const decode = createPooledDecoder({ open: () => Promise.reject(new Error('not asked')), memory: uncounted });
    const own = Uint8Array.from(body);
    expect(await decode('query', own, call)).toEqual(decodeAnswer('query', body));
    expect(own.buffer.detached).toBe(true);
  });

  it('waits with an answer while others have used up a round of the event loop', async () => {
    const decode = createPooledDecoder({ open: () => Promise.reject(new Error('not asked')), memory: uncounted });
    const body = bodyOf(1, 10);
    await runInOneTurn(() => {
      workFor(10);
    });
    const waiting = decode('query', Uint8Array.from(body), call);
    expect(waiting).toBeInstanceOf(Promise);
    expect(await waiting).toEqual(decodeAnswer('query', body));
  });

  it.each([
    ['a long body', bodyOf(1, 20_000)],
    ['many long series', bodyOf(100, 200)],
    ['many short series', bodyOf(10_000, 2)],
    ['a long body of anything else', Buffer.from(JSON.stringify({ columns: [], rows: [], note: 'x'.repeat(300_000) }))],
  ])('asks a worker to read %s', async (_, body) => {
    const decode = createPooledDecoder({ open: () => Promise.reject(new Error('asked')), memory: uncounted });
    await expect(decode('query', body, call)).rejects.toThrow('asked');
  });

  it.each([
    ['a long list', 'search', JSON.stringify(Array.from({ length: 20_000 }, (_, i) => `metric ${String(i)}`))],
    ['a list of nothing', 'search', `[${'{},'.repeat(30_000)}1]`],
    [
      'many annotations',
      'annotations',
      JSON.stringify(Array.from({ length: 5000 }, (_, time) => ({ time, text: 'a' }))),
    ],
  ] as const)('asks a worker to read %s', async (_, kind, text) => {
    const decode = createPooledDecoder({ open: () => Promise.reject(new Error('asked')), memory: uncounted });
    await expect(decode(kind, Buffer.from(text), call)).rejects.toThrow('asked');
  });

  it.each([
    ['search', '[{"text":"one","value":1},"two"]'],
    ['annotations', '[{"time":1714543200000,"text":"a","tags":["b"]}]'],
    ['search', manyOf((i) => ({ text: `metric ${String(i)}`, value: i }))],
    ['annotations', manyOf((i) => ({ time: 1.7e12 + i, text: `event ${String(i)}`, tags: i % 2 === 0 ? [] : ['b'] }))],
  ] as const)('reads what is asked of /%s as here', async (kind, text) => {
    const here: unknown = decodeAnswer(kind, Buffer.from(text));
    await expect(decodeElsewhere(kind, Buffer.from(text), call)).resolves.toEqual(here);
  });

  it('repairs a short body here, and has a worker repair a longer one', async () => {
    const python = (series: number): string =>
      `[${"{'target': 'a', 'datapoints': [(1, 1714543200000)]}, ".repeat(series)}]`;
    const never = createPooledDecoder({ open: () => Promise.reject(new Error('asked')), memory: uncounted });
    expect(await outcome(never, Buffer.from(python(400)))).toMatchObject({ problems: [] });
    for (const text of [python(600), `callback(${JSON.stringify('x'.repeat(30_000))})`, `<p>${'x'.repeat(30_000)}`]) {
      await expect(outcome(never, Buffer.from(text))).rejects.toThrow('asked');
      await expect(never('search', Buffer.from(text), call)).rejects.toThrow('asked');
      await expect(never('annotations', Buffer.from(text), call)).rejects.toThrow('asked');
      const usual = createPooledDecoder({ open: () => Promise.resolve(pool), memory: uncounted });
      const own = Uint8Array.from(Buffer.from(text));
      expect(await outcome(usual, own)).toEqual(await outcome(decodeHere, Buffer.from(text)));
      expect(own.buffer.detached).toBe(true);
    }
  });

  it('ends the reading at the deadline, with its error', async () => {
    const { pool: obedient } = obedientPool();
    const decode = createPooledDecoder({ open: () => Promise.resolve(obedient), memory: uncounted }, always);
    const deadline = { endMs: performance.now(), toError: () => new Error('no answer within 1 s') };
    await expect(decode('query', Buffer.from('wait'), { ...call, deadline })).rejects.toThrow('no answer within 1 s');
    await obedient.close();
  });

  it('counts what an answer takes until it is read, and then its columns', async () => {
    const counted: string[] = [];
    const memory = {
      count: (owner: string, bytes: number) => {
        counted.push(`${owner}: ${String(bytes)}`);
        return () => counted.push(`${owner}: read`);
      },
      track: (owner: string, { byteLength }: ArrayBuffer) => counted.push(`${owner}: column of ${String(byteLength)}`),
    };
    const decode = createPooledDecoder({ open: () => Promise.resolve(pool), memory }, always);
    const body = bodyOf(1, 4096);
    const { byteLength } = body;
    await decode('query', body, call);
    expect(counted[0]).toBe(`one: ${String(2 * byteLength)}`);
    expect(counted.slice(1, -1).every((text) => text.startsWith('one: column of '))).toBe(true);
    expect(counted).toHaveLength(4);
    expect(counted.at(-1)).toBe('one: read');
  });

  it('reads here where there are no workers, or none can be started', async () => {
    const startWorker = (): never => {
      throw new Error('no thread');
    };
    for (const nothing of [undefined, realPool({ startWorker })]) {
      const decode = createPooledDecoder({ open: () => Promise.resolve(nothing), memory: uncounted }, always);
      await expect(decode('query', Buffer.from('[]'), call)).resolves.toEqual({ results: [], problems: [] });
    }
  });

  it.each([
    [
      'a long body',
      bodyOf(1, 250_000),
      /no thread for large answers, .* at most 4194304 bytes, got \d+; raise its limits/,
    ],
    ['many values', Buffer.from(`[${'{},'.repeat(1_200_000)}1]`), /holds more values than fit into 8 MiB/],
  ])('refuses %s where there are no workers', async (_, body, message) => {
    const decode = createPooledDecoder({ open: () => Promise.resolve(undefined), memory: uncounted });
    await expect(decode('query', body, call)).rejects.toThrow(message);
  });

  it('fails with a text for people when the thread ends', async () => {
    const { pool: obedient } = obedientPool();
    const decode = createPooledDecoder({ open: () => Promise.resolve(obedient), memory: uncounted }, always);
    const failed = decode('query', Buffer.from('exit'), call);
    await expect(failed).rejects.toThrow(PluginError);
    await expect(failed).rejects.toThrow(
      "reading the server's answer was not finished, the thread ended: exit code 3; try again, or ask for less (a shorter time range, fewer points)",
    );
    await obedient.close();
  });
});

const decodeHere: AnswerDecoder = (kind, body) => decodeAnswer(kind, body);

function manyOf(toItem: (i: number) => object): string {
  return JSON.stringify(Array.from({ length: 6000 }, (_, i) => toItem(i)));
}

function bodyOf(series: number, points: number): Buffer {
  const datapoints = Array.from({ length: points }, (_, i) => [i, 1.7e12 + i]);
  return Buffer.from(JSON.stringify(Array.from({ length: series }, () => ({ target: 'a', datapoints }))));
}

async function outcome(decode: AnswerDecoder, body: Uint8Array): Promise<unknown> {
  try {
    const { results, problems } = await decode('query', body, call);
    return { results: results.map(toPlainResult), problems };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { message: error.message, cause: String(error.cause) };
  }
}
