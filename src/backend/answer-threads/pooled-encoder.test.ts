import { createHook } from 'node:async_hooks';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { obedientPool, realPool, uncounted } from '../../testing/support/test-pools.ts';
import { DecodeError } from '../decode/answer/decoded-answer.ts';
import { decodeQueryAnswer } from '../decode/decode-query-answer.ts';
import type { DataFrame } from '../sdk/dataframe/data-frame.ts';
import { type LogFields, type Logger, silentLogger } from '../sdk/log/logger.ts';
import { PluginError } from '../sdk/api/plugin-error.ts';
import type { QueryDataResponse } from '../sdk/api/query-data.ts';
import { encodeResponse, type EncodeOptions } from '../sdk/protocol/encode-response.ts';
import { fieldsOf } from './columns-of.ts';
import { createPooledEncoder } from './pooled-encoder.ts';

const goldenFolder = path.join(import.meta.dirname, '../../testing/golden/decode/query');
const { signal } = new AbortController();
const quiet = { logger: silentLogger, signal, owner: 'one' };

const always = { minBytes: 0, minColumnBytes: 0 };

const hosts: [string, EncodeOptions][] = [
  ['version 1', { version: 1 }],
  ['version 1 with a small limit', { version: 1, maxMessageBytes: 500 }],
  ['version 2', { version: 2, printfErrors: false }],
  ['version 2 of Grafana 7', { version: 2, printfErrors: true }],
];

describe('createPooledEncoder', () => {
  const pool = realPool();
  const encodeElsewhere = createPooledEncoder({ open: () => Promise.resolve(pool), memory: uncounted }, always);

  afterAll(() => pool.close());

  it.each(hosts)('writes what it writes here, for %s', async (_, options) => {
    const failed = new PluginError('100% wrong', { errorSource: 'downstream', status: 502 });
    for (const file of readdirSync(goldenFolder).filter((name) => name.includes('.input.'))) {
      const frames = framesOf(file);
      const response = new Map([
        ['A', { frames }],
        ['B', { frames: [], error: failed }],
        ['C', { frames, error: failed }],
      ]);
      const here = encodeResponse(response, options, quiet);
      await expect(encodeElsewhere(response, options, quiet)).resolves.toEqual(here);
    }
  });

  it.each(hosts)('writes an answer that Node keeps in a buffer with others, for %s', async (_, options) => {
    const here = encodeResponse(responseOf(1, 1200), options, quiet);
    await expect(encodeElsewhere(responseOf(1, 1200), options, quiet)).resolves.toEqual(here);
  });

  it.each(hosts)('takes long columns over, for %s', async (_, options) => {
    const here = encodeResponse(longResponse(), options, quiet);
    const response = longResponse();
    await expect(encodeElsewhere(response, options, quiet)).resolves.toEqual(here);
    const [time] = response.get('A')?.frames[0]?.fields ?? [];
    expect(time?.values).toHaveLength(0);
  });

  it('logs what went wrong there', async () => {
    const lines: [string, LogFields | undefined][] = [];
    const logger: Logger = { ...silentLogger, error: (message, fields) => lines.push([message, fields]) };
    const fields = [
      { type: 'string', name: 'one', values: ['a'] },
      { type: 'string', name: 'two', values: ['a', 'b'] },
    ] as const;
    const options = { version: 2, printfErrors: false } as const;
    await encodeElsewhere(new Map([['A', { frames: [{ name: 'uneven', fields }] }]]), options, {
      logger,
      signal,
      owner: 'one',
    });
    expect(lines).toEqual([
      [
        'a frame could not be encoded',
        { refId: 'A', error: expect.objectContaining({ message: expect.stringContaining('uneven') }) },
      ],
    ]);
  });

  it.each([
    ['a small response', responseOf(1, 30_000)],
    ['a response of many short columns', responseOf(1000, 100)],
  ])('writes %s at once', (_, response) => {
    const encode = createPooledEncoder({ open: () => Promise.reject(new Error('not asked')), memory: uncounted });
    const written = encodeResponse(response, { version: 1 }, quiet);
    expect(encode(response, { version: 1 }, quiet)).toEqual(written);
  });

  it('frees long columns that it has written at once', () => {
    const encode = createPooledEncoder({ open: () => Promise.reject(new Error('not asked')), memory: uncounted });
    const response = responseOf(1, 30_000);
    void encode(response, { version: 1 }, quiet);
    const [time] = response.get('A')?.frames[0]?.fields ?? [];
    expect(time?.values).toHaveLength(0);
  });

  it('asks a worker to write a large response', async () => {
    const encode = createPooledEncoder({ open: () => Promise.reject(new Error('asked')), memory: uncounted });
    await expect(encode(responseOf(100, 1000), { version: 1 }, quiet)).rejects.toThrow('asked');
  });

  it.each([10, 3000])('asks a worker to write %d long texts', async (length) => {
    const encode = createPooledEncoder({ open: () => Promise.reject(new Error('asked')), memory: uncounted });
    const values = Array.from({ length }, () => 'x'.repeat(1_000_000 / length));
    const frames: DataFrame[] = [{ name: 'a', fields: [{ type: 'string', name: 't', values }] }];
    await expect(encode(new Map([['A', { frames }]]), { version: 1 }, quiet)).rejects.toThrow('asked');
  });

  it.each(hosts)('writes thousands of frames as here, for %s', async (_, options) => {
    const frames = (): QueryDataResponse =>
      new Map([...responseOf(600, 3), ['B', responseOf(700, 1).get('A') ?? none]]);
    const here = encodeResponse(frames(), options, quiet);
    expect(here.equals(await encodeElsewhere(frames(), options, quiet))).toBe(true);
  });

  it.each(hosts)('writes thousands of frames here where no thread can be started, for %s', async (_, options) => {
    const startWorker = (): never => {
      throw new Error('no thread');
    };
    const encode = createPooledEncoder(
      { open: () => Promise.resolve(realPool({ startWorker })), memory: uncounted },
      always,
    );
    const here = encodeResponse(responseOf(1300, 2), options, quiet);
    expect(here.equals(await encode(responseOf(1300, 2), options, quiet))).toBe(true);
  });

  it.each(hosts)('writes thousands of short frames here, in turns with others, for %s', async (_, options) => {
    const encode = createPooledEncoder({ open: () => Promise.reject(new Error('not asked')), memory: uncounted });
    const here = encodeResponse(responseOf(30_000, 3), options, quiet);
    let turns = 0;
    let isDone = false;
    const countTurns = (): void => {
      turns++;
      if (!isDone) setImmediate(countTurns);
    };
    setImmediate(countTurns);
    const encoded = await encode(responseOf(30_000, 3), options, quiet);
    isDone = true;
    expect(here.equals(encoded)).toBe(true);
    expect(turns).toBeGreaterThan(2);
  });

  it('gives up between two turns when nobody waits any more', async () => {
    const encode = createPooledEncoder({ open: () => Promise.reject(new Error('not asked')), memory: uncounted });
    const asked = new AbortController();
    const encoding = encode(responseOf(30_000, 3), { version: 1 }, { ...quiet, signal: asked.signal });
    asked.abort(new Error('nobody waits'));
    await expect(encoding).rejects.toThrow('nobody waits');
  });

  it.each([
    ['while it is handed over', 30_000, 50],
    ['while it waits for a thread', 1300, 200],
  ])('keeps nothing of a large response that nobody waits for any more: %s', async (_, frames, length) => {
    const { pool: obedient } = obedientPool();
    const encode = createPooledEncoder({ open: () => Promise.resolve(obedient), memory: uncounted }, always);
    const asked = new AbortController();
    const busy = expect(obedient.run(waitingTask, { bytes: 1, transferList: [], ...quiet })).rejects.toThrow('ended');
    const ports = countPorts();
    const encoding = encode(responseOf(frames, length), { version: 1 }, { ...quiet, signal: asked.signal });
    const isUnderWay = (): boolean => ports.opened() > 0 && (frames > 10_000 || obedient.load.waiting > 0);
    await soon(isUnderWay);
    asked.abort(new Error('nobody waits'));
    await expect(encoding).rejects.toThrow('nobody waits');
    await soon(() => ports.open() === 0);
    const [opened, left] = [ports.opened(), ports.open()];
    ports.stop();
    await Promise.all([obedient.close(), busy]);
    expect([opened, left]).toEqual([2, 0]);
  });

  it('asks a worker to write a frame of thousands of short columns', async () => {
    const encode = createPooledEncoder({ open: () => Promise.reject(new Error('asked')), memory: uncounted });
    const frame = {
      name: 'wide',
      fields:
        responseOf(1001, 1)
          .get('A')
          ?.frames.flatMap(({ fields }) => fields) ?? [],
    };
    const response = new Map([['A', { frames: [frame] }]]);
    await expect(encode(response, { version: 2, printfErrors: false }, quiet)).rejects.toThrow('asked');
  });

  it('writes here where there are no workers', async () => {
    const encode = createPooledEncoder({ open: () => Promise.resolve(undefined), memory: uncounted }, always);
    const here = encodeResponse(longResponse(), { version: 1 }, quiet);
    await expect(encode(longResponse(), { version: 1 }, quiet)).resolves.toEqual(here);
  });

  it.each(hosts)('answers every query with a text for people when the thread ends, for %s', async (_, options) => {
    const { pool: obedient } = obedientPool();
    const encode = createPooledEncoder({ open: () => Promise.resolve(obedient), memory: uncounted }, always);
    // No order that it knows: it throws.
    const encoded = await encode(longResponse(), options, quiet);
    expect(encoded.toString()).toContain('writing the answer for Grafana was not finished, the thread ended:');
    await obedient.close();
  });
});

function framesOf(file: string): DataFrame[] {
  try {
    const { results } = decodeQueryAnswer(readFileSync(path.join(goldenFolder, file)));
    return results.map((result, i) => ({
      name: result.target ?? '',
      meta: i % 2 === 0 ? { type: 'timeseries-multi', typeVersion: [0, 1] } : { type: 'table' },
      fields: fieldsOf(result),
    }));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return [];
  }
}

const none = { frames: [] };

const waitingTask = { kind: 'decode', input: { answer: 'query', body: Buffer.from('wait') } } as const;

async function soon(isSo: () => boolean): Promise<void> {
  for (let turns = 0; turns < 10_000 && !isSo(); turns++) await nextTurn();
}

/** The ports that are made from now on. */
function countPorts(): { opened(): number; open(): number; stop(): void } {
  const open = new Set<number>();
  let opened = 0;
  const hook = createHook({
    init: (id, type) => {
      if (type === 'MESSAGEPORT') opened = open.add(id).size;
    },
    destroy: (id) => open.delete(id),
  }).enable();
  return { opened: () => opened, open: () => open.size, stop: () => hook.disable() };
}

/** Two frames that share a column of times, as those of equal queries do. */
function longResponse(): QueryDataResponse {
  const length = 10_000;
  const time = { type: 'time', name: 'Time', values: Float64Array.from({ length }, (_, i) => 1.7e12 + i) } as const;
  const value = { type: 'float64', name: 'Value', values: Float64Array.from({ length }, (_, i) => i / 7) } as const;
  const frame = { name: 'a', meta: { type: 'timeseries-multi' }, fields: [time, value] } as const;
  return new Map([
    ['A', { frames: [frame] }],
    ['B', { frames: [{ ...frame, name: 'b' }] }],
  ]);
}

function responseOf(frames: number, length: number): QueryDataResponse {
  const time = { type: 'time', name: 'Time', values: new Float64Array(length) } as const;
  const value = { type: 'float64', name: 'Value', values: new Float64Array(length) } as const;
  const frame = { name: 'a', meta: { type: 'timeseries-multi' }, fields: [time, value] } as const;
  return new Map([['A', { frames: Array.from({ length: frames }, () => frame) }]]);
}
