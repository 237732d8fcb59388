/** Answers that are large, many, or both: what may be read, who waits, and whose work goes first. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import { startLongAnswers, startTrickling } from './support/endless-server.ts';
import { type EndlessText, startEndlessHttp1 } from './support/endless-http1.ts';
import { hostileCase, type HostileCaseOptions } from './support/hostile-case.ts';
import type { HostileStage } from './support/hostile-stage.ts';
import { throughMemoryGroup } from './support/memory-group.ts';

const mebibyte = 1024 * 1024;
const aQuarterGibibyte = 255 * mebibyte;
const emptyObjects = { begin: '[', unit: '{},', end: '1]', bytes: aQuarterGibibyte };
const nesting = { begin: '[', unit: '[', end: ']', bytes: aQuarterGibibyte };
const tooDeep = 'expected arrays and objects at most 512 levels deep inside each other, got more';

hostileCase('255 MiB of empty objects, answered to a query', {}, async ({ query }) => {
  const server = await startLongAnswers(emptyObjects);
  const { A } = await query({ url: server.url });
  expect(A?.error).toMatch(
    /expected at most 2000000 arrays and objects in an answer|larger than allowed: it is the largest/,
  );
  await server.close();
});

hostileCase('255 MiB of opening brackets, answered to a query', {}, async ({ query }) => {
  const server = await startLongAnswers(nesting);
  const { A } = await query({ url: server.url });
  expect(A?.error).toMatch(/at most 512 levels deep|larger than allowed: it is the largest/);
  await server.close();
});

hostileCase('20 MiB of tiny objects, arrays or different keys, answered to a query', {}, async ({ query }) => {
  const bytes = 20 * mebibyte;
  const tooMany = 'expected at most 2000000 arrays and objects in an answer';
  for (const [body, message] of [
    [{ ...emptyObjects, bytes }, tooMany],
    [{ ...emptyObjects, unit: '[],', bytes }, tooMany],
    [{ begin: '', unit: '{}\n', end: '{}', bytes }, tooMany],
    [differentKeys(bytes), 'expected at most 250000 different keys in the objects of an answer'],
    [{ ...emptyObjects, unit: "{'a':'some text','b':1},", bytes }, 'what only resembles JSON is read up to 4 MiB'],
  ] as const) {
    const server = await startLongAnswers(body);
    const { A } = await query({ url: server.url });
    expect(A?.error).toContain(message);
    await server.close();
  }
});

function differentKeys(bytes: number): typeof emptyObjects {
  const keys = Array.from({ length: 300_000 }, (_, i) => `{"key-${String(i)}":1},`);
  return { begin: '[', unit: keys.join(''), end: '1]', bytes };
}

hostileCase('lists and annotations of 255 MiB', {}, async ({ resource }) => {
  for (const body of [emptyObjects, nesting]) {
    const server = await startLongAnswers(body);
    for (const question of listQuestions) {
      const answer = await resource({ url: server.url }, question);
      expect([question.path, answer]).toMatchObject([question.path, { code: 502 }]);
      expect(answer.body).toContain(
        'more than 16777216 bytes, decompressed; that is the limit for lists and annotations',
      );
    }
    await server.close();
  }
});

hostileCase('lists and annotations of 10 MiB of tiny values or of nesting', {}, async ({ resource }) => {
  for (const [body, message] of [
    [{ ...emptyObjects, bytes: 10 * mebibyte }, 'expected at most 250000 values in a list or in annotations, got more'],
    [{ ...nesting, bytes: 10 * mebibyte }, tooDeep],
  ] as const) {
    const server = await startLongAnswers(body);
    for (const question of listQuestions) {
      const answer = await resource({ url: server.url }, question);
      expect([question.path, answer]).toMatchObject([question.path, { body: expect.stringContaining(message) }]);
    }
    await server.close();
  }
});

const range = { from: '2024-05-01T00:00:00.000Z', to: '2024-05-01T06:00:00.000Z' };
const listQuestions = [
  { path: 'metrics' },
  { path: 'variable', body: { query: 'a' } },
  { path: 'tag-keys' },
  { path: 'tag-values', body: { key: 'a' } },
  { path: 'annotations', body: { annotation: { name: 'a' }, range } },
];

hostileCase(
  'twenty answers that trickle and never end',
  { timeoutMs: 90_000, limits: { busyMs: 400 } },
  async (stage) => {
    const trickling = await startTrickling(Math.round(12.7 * mebibyte));
    const plain = await startLongAnswers(plainPoints(21 * mebibyte));
    const source = { url: trickling.url, id: 2, jsonData: { timeout: 20, retries: 0 } };
    const held = Array.from({ length: 20 }, (_, i) => stage.query(source, { models: { A: { target: String(i) } } }));
    for (let i = 0; i < 3; i++) await expectData(stage, plain.url, `plain ${String(i)}`);
    const answers = await Promise.all(held);
    expect(answers.every(({ A }) => A?.error !== '')).toBe(true);
    await Promise.all([trickling.close(), plain.close()]);
  },
);

hostileCase(
  'answers that never end and have used up the memory',
  // Who waits for memory waits for 1.5 s at least.
  { timeoutMs: 90_000, limits: { busyMs: 400, p99Ms: 1400 } },
  async (stage) => {
    const trickling = await startTrickling(180 * mebibyte);
    const source = { url: trickling.url, id: 2, jsonData: { timeout: 15, retries: 0 } };
    const held = Array.from({ length: 4 }, (_, i) => stage.query(source, { models: { A: { target: String(i) } } }));
    const answers = await Promise.all(held);
    expect(answers.every(({ A }) => A?.error !== '')).toBe(true);
    await trickling.close();
  },
);

hostileCase(
  'answers that take a thread for minutes',
  { timeoutMs: 90_000, limits: { p99Ms: 5000, peakMiB: 2048 } },
  async (stage) => {
    const slow = await startLongAnswers({
      ...plainPoints(60 * mebibyte),
      unit: '[12345678901234567890,1714543200000],',
    });
    const plain = await startLongAnswers(plainPoints(mebibyte / 2));
    const source = { url: slow.url, id: 2, jsonData: { timeout: 10, retries: 0 } };
    const held = Array.from({ length: 6 }, (_, i) => stage.query(source, { models: { A: { target: String(i) } } }));
    for (let i = 0; i < 10; i++) await expectData(stage, plain.url, `plain ${String(i)}`);
    const answers = await Promise.all(held);
    await Promise.all([slow.close(), plain.close()]);
    for (const { A } of answers) {
      // What a fast machine reads within the time is answered.
      if (A?.error === '') expect(A.frames).toHaveLength(1);
      else
        expect(A?.error).toMatch(
          /no answer within 10 s, the timeout of the data source settings|holds more values|together all answers need too much memory/,
        );
    }
  },
);

const chunkedHead = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

hostileCase('heads, sizes of chunks and trailers that never end', { timeoutMs: 90_000 }, async ({ query }) => {
  const texts: Readonly<Record<string, EndlessText>> = {
    'a status line': { begin: 'HTTP/1.1 200 ', unit: 'x' },
    'a header': { begin: 'HTTP/1.1 200 OK\r\nX: ', unit: 'x' },
    headers: { begin: 'HTTP/1.1 200 OK\r\n', unit: 'X: y\r\n' },
    'headers with LF': { begin: 'HTTP/1.1 200 OK\n', unit: 'X: y\n' },
    'unasked answers': { begin: '', unit: 'HTTP/1.1 100 Continue\r\n\r\n' },
    'digits of a size': { begin: chunkedHead, unit: '0' },
    'an extension of a size': { begin: `${chunkedHead}5;`, unit: 'x' },
    'blanks behind a size': { begin: `${chunkedHead}5`, unit: ' ' },
    'a trailer': { begin: `${chunkedHead}2\r\n[]\r\n0\r\nX: `, unit: 'x' },
    trailers: { begin: `${chunkedHead}2\r\n[]\r\n0\r\n`, unit: 'X: y\r\n' },
    'trailers with LF': { begin: `${chunkedHead}2\n[]\n0\n`, unit: 'X: y\n' },
    'empty lines for chunks': { begin: chunkedHead, unit: '\r\n' },
  };
  for (const [index, [name, text]] of Object.entries(texts).entries()) {
    const server = await startEndlessHttp1(text);
    const source = { url: server.url, id: 10 + index, jsonData: { timeout: 5, retries: 0 } };
    const { A } = await query(source, { models: { A: { target: name } } });
    expect([name, A?.error]).toEqual([name, expect.stringMatching(/^POST \/query: /)]);
    await server.close();
  }
});

/** From another data source than the one that harms. */
async function expectData({ query }: HostileStage, url: string, target: string): Promise<void> {
  const { A } = await query({ url, id: 3 }, { models: { A: { target } } });
  expect([target, A]).toMatchObject([target, { error: '', frames: [expect.any(Buffer)] }]);
}

function plainPoints(bytes: number): typeof emptyObjects {
  const points = Array.from({ length: 1000 }, (_, i) => `[${String(i)}.25,${String(1_714_543_200_000 + i * 1000)}],`);
  const end = '[1,1714543200000]]}]';
  return { begin: '[{"target":"x","datapoints":[', unit: points.join(''), end, bytes };
}

hostileCase(
  'answers of a million points, alone and four at a time, in a container of 128 MiB',
  inContainer(128),
  queryMillions(128),
);

hostileCase(
  'answers of a million points, alone and four at a time, in a container of 192 MiB',
  inContainer(192),
  queryMillions(192),
);

hostileCase(
  'answers of a million points, alone and four at a time, in a container of 256 MiB',
  inContainer(256),
  queryMillions(256),
);

hostileCase(
  'answers of a million points, alone and four at a time, in a container of 512 MiB',
  inContainer(512),
  queryMillions(512),
);

function inContainer(mebibytes: number): HostileCaseOptions {
  const limits = { stallMs: 20_000, p99Ms: 20_000, busyMs: 500 };
  return { needsRoot: true, through: throughMemoryGroup(mebibytes), timeoutMs: 240_000, limits };
}

/** All that fits is answered, and what does not is refused by name. */
function queryMillions(mebibytes: number): (stage: HostileStage) => Promise<void> {
  return async ({ query }) => {
    const server = await startLongAnswers(plainPoints(24_000_000));
    const ask = async (target: string): Promise<string> => {
      const source = { url: server.url, id: Number(target), jsonData: { timeout: 100, retries: 0 } };
      const { A } = await query(source, { models: { A: { target } }, timeoutMs: 100_000 });
      return A?.error ?? 'no answer';
    };
    const alone = await ask('2');
    if (mebibytes >= 192) expect(alone).toBe('');
    const together = await Promise.all(['3', '4', '5', '6'].map(ask));
    for (const error of [alone, ...together]) {
      expect(error).toMatch(/^$|together all answers need too much memory|more memory than there is for answers/);
    }
    await server.close();
  };
}

const resolvConf = path.join(tmpdir(), `simple-json-hostile-resolv-${String(process.pid)}.conf`);
const silentServer = '127.0.0.77';

hostileCase(
  'names that no name server answers for, in nine data sources',
  {
    needsRoot: true,
    through: [
      'unshare',
      '-m',
      '/bin/sh',
      '-c',
      `mount --make-rprivate / && echo 'nameserver ${silentServer}' > ${resolvConf} && mount --bind ${resolvConf} /etc/resolv.conf && exec "$0"`,
    ],
  },
  async ({ query, upstream }) => {
    const silent = createSocket('udp4').bind(53, silentServer);
    await once(silent, 'listening');
    const settings = { timeout: 12, dialTimeout: 8, retries: 0 };
    const dead = Array.from({ length: 9 }, (_, i) =>
      query({ url: `http://dead${String(i)}.example.com`, id: 10 + i, jsonData: settings }),
    );
    const named = upstream.url.replace('127.0.0.1', 'localhost');
    upstream.answer('/query', { body: [{ target: 'a', datapoints: [[1, 1_714_543_200_000]] }] });
    for (let i = 0; i < 3; i++) {
      expect((await query({ url: named, id: 3 + i, jsonData: { ...settings, dialTimeout: 2 } }))['A']?.error).toBe('');
    }
    for (const { A } of await Promise.all(dead)) expect(A?.error).toMatch(/^POST \/query: /);
    silent.close();
  },
);
