import { setImmediate as nextRound, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { upstreamRequest, upstreamResponse } from '../../../testing/support/upstream-builders.ts';
import type { UpstreamClient, UpstreamRequest, UpstreamResponse } from '../contract/upstream-client.ts';
import { UpstreamError } from '../contract/upstream-error.ts';
import { createMemoryBudget } from '../contract/memory-budget.ts';
import { cache } from './cache.ts';
import { createCopyBody } from './copy-body.ts';
import { createResponseStore } from './response-store.ts';

const options = { cacheTtlMs: 60_000, maxCacheBytes: 10_000, descriptiveHeaders: ['x-panel-id'] };

/** Answers with a number that grows, so that an old answer shows. */
function numbering(headers: UpstreamResponse['headers'] = {}): {
  readonly request: UpstreamClient['request'];
  readonly asked: UpstreamRequest[];
} {
  const asked: UpstreamRequest[] = [];
  return {
    asked,
    request: (request) => {
      asked.push(request);
      return Promise.resolve(upstreamResponse(String(asked.length), headers));
    },
  };
}

const text = ({ body }: UpstreamResponse): string => Buffer.from(body).toString();

describe('cache', () => {
  it('does nothing where nothing may be kept', async () => {
    const { request } = numbering();
    const send = cache({ ...options, cacheTtlMs: 0 })(request);
    const answers = [await send(upstreamRequest()), await send(upstreamRequest())];
    expect(answers.map((answer) => [text(answer), answer.facts.cache])).toEqual([
      ['1', 'off'],
      ['2', 'off'],
    ]);
  });

  it('gives up what it keeps when an answer that is read needs the memory', async () => {
    const memory = createMemoryBudget({ maxBytes: 10_000, patienceMs: 60_000 });
    const store = createResponseStore(options.maxCacheBytes, memory.of('a'));
    const send = cache(options, { store })(numbering().request);
    const ask = async (path: string) => text(await send(upstreamRequest({ path })));
    expect([await ask('/a'), await ask('/b'), await ask('/a')]).toEqual(['1', '2', '1']);
    void memory
      .of('b')
      .open(() => undefined)
      .take(8500);
    expect([await ask('/a'), await ask('/b')]).toEqual(['1', '3']);
    void memory
      .of('b')
      .open(() => undefined)
      .take(1400);
    expect([await ask('/a'), await ask('/b')]).toEqual(['4', '5']);
  });

  describe('of a request that allows it where the settings keep nothing', () => {
    const keepForMs = 5000;
    const keeping = { ...options, cacheTtlMs: 0 };

    beforeEach(() => {
      jest.useFakeTimers({ now: 1_000_000, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    });

    afterEach(() => {
      jest.useRealTimers();
    });

    it('keeps the answer for so long, and asks for it again then without If-None-Match', async () => {
      const server = numbering({ etag: '"1"' });
      const send = cache(keeping)(server.request);
      const first = await send(upstreamRequest({ keepForMs }));
      jest.advanceTimersByTime(keepForMs - 1);
      const second = await send(upstreamRequest({ keepForMs }));
      jest.advanceTimersByTime(1);
      const third = await send(upstreamRequest({ keepForMs }));
      expect([first, second, third].map(text)).toEqual(['1', '1', '2']);
      expect(server.asked.map(({ headers }) => headers?.['if-none-match'])).toEqual([undefined, undefined]);
    });

    it('asks again when the clock was set back meanwhile', async () => {
      const send = cache(keeping)(numbering().request);
      expect(text(await send(upstreamRequest({ keepForMs })))).toBe('1');
      jest.setSystemTime(Date.now() - 3_600_000);
      expect(text(await send(upstreamRequest({ keepForMs })))).toBe('2');
      expect(text(await send(upstreamRequest({ keepForMs })))).toBe('2');
    });

    it('keeps nothing of another request, and lets an old answer go when the next one comes', async () => {
      const server = numbering();
      const send = cache({ ...keeping, maxCacheBytes: 2 * 1024 + 10 })(server.request);
      const ask = async (path: string) => text(await send(upstreamRequest({ path, keepForMs })));
      expect(text(await send(upstreamRequest({ path: '/a' })))).toBe('1');
      expect([await ask('/a'), await ask('/b'), await ask('/a')]).toEqual(['2', '3', '2']);
      jest.advanceTimersByTime(keepForMs);
      expect([await ask('/c'), await ask('/d'), await ask('/c')]).toEqual(['4', '5', '4']);
    });

    it.each(['no-store', 'no-cache', 'max-age=0'])('keeps nothing against Cache-Control: %s', async (value) => {
      const send = cache(keeping)(numbering({ 'cache-control': value }).request);
      expect(text(await send(upstreamRequest({ keepForMs })))).toBe('1');
      expect(text(await send(upstreamRequest({ keepForMs })))).toBe('2');
    });
  });

  it('answers the same question again without asking, with a body of its own', async () => {
    const server = numbering();
    const request = cache(options)(server.request);
    const first = await request(upstreamRequest({ context: { forwardedHeaders: { 'x-panel-id': '1' } } }));
    first.body.fill(0);
    const second = await request(upstreamRequest({ context: { forwardedHeaders: { 'x-panel-id': '2' } } }));
    second.body.fill(0);
    const third = await request(upstreamRequest());
    expect([first.facts.cache, second.facts.cache, text(third)]).toEqual(['miss', 'hit', '1']);
    expect(server.asked).toHaveLength(1);
  });

  it('keeps the answers of two people apart', async () => {
    const server = numbering();
    const request = cache(options)(server.request);
    const as = (token: string) => request(upstreamRequest({ context: { forwardedHeaders: { authorization: token } } }));
    expect([text(await as('a')), text(await as('b')), text(await as('a'))]).toEqual(['1', '2', '1']);
  });

  it('asks when told to, and keeps the new answer', async () => {
    const server = numbering();
    const request = cache(options)(server.request);
    await request(upstreamRequest());
    expect(text(await request(upstreamRequest({ context: { skipCache: true } })))).toBe('2');
    expect(text(await request(upstreamRequest()))).toBe('2');
  });

  it.each([
    ['no-store', 2],
    ['no-cache', 2],
    ['max-age=0', 2],
    ['public, max-age=3600', 1],
    ['max-age=60', 1],
    ['', 1],
  ])('heeds Cache-Control: %s', async (value, expected) => {
    const server = numbering({ 'cache-control': value });
    const request = cache(options)(server.request);
    await request(upstreamRequest());
    await request(upstreamRequest());
    expect(server.asked).toHaveLength(expected);
  });

  it('subtracts the age an answer came with', async () => {
    const server = numbering({ 'cache-control': 'max-age=60', age: '60' });
    const request = cache(options)(server.request);
    await request(upstreamRequest());
    await request(upstreamRequest());
    expect(server.asked).toHaveLength(2);
  });

  it('forgets after the time of the settings, whatever the server allows', async () => {
    const server = numbering({ 'cache-control': 'max-age=3600' });
    const request = cache({ ...options, cacheTtlMs: 1 })(server.request);
    await request(upstreamRequest());
    await sleep(5);
    expect(text(await request(upstreamRequest()))).toBe('2');
  });

  it('asks whether an old answer still holds', async () => {
    const asked: UpstreamRequest[] = [];
    const server: UpstreamClient['request'] = (request) => {
      asked.push(request);
      const isKnown = request.headers?.['if-none-match'] === '"v1"';
      const response = upstreamResponse(isKnown ? '' : 'whole', { etag: '"v1"', 'cache-control': 'no-cache' });
      return Promise.resolve({ ...response, status: isKnown ? 304 : 200 });
    };
    const request = cache(options)(server);
    await request(upstreamRequest());
    const second = await request(upstreamRequest());
    expect(second).toMatchObject({ status: 200, facts: { cache: 'revalidated' } });
    expect(text(second)).toBe('whole');
    expect(text(await request(upstreamRequest()))).toBe('whole');
    expect(asked).toHaveLength(3);
  });

  it('takes over from a 304 what is new in its headers, and keeps the others', async () => {
    const asked: UpstreamRequest[] = [];
    const server: UpstreamClient['request'] = (request) => {
      asked.push(request);
      const isKnown = request.headers?.['if-none-match'] === '"v1"';
      const headers = isKnown
        ? { etag: '"v1"', 'cache-control': 'max-age=60' }
        : { etag: '"v1"', 'cache-control': 'no-cache', 'content-type': 'text/plain' };
      return Promise.resolve({ ...upstreamResponse(isKnown ? '' : 'whole', headers), status: isKnown ? 304 : 200 });
    };
    const request = cache(options)(server);
    await request(upstreamRequest());
    await request(upstreamRequest());
    const third = await request(upstreamRequest());
    expect(asked).toHaveLength(2);
    expect(third).toMatchObject({
      headers: { 'cache-control': 'max-age=60', 'content-type': 'text/plain' },
      facts: { cache: 'hit' },
    });
  });

  it('asks without a condition when the server takes 412 for the answer', async () => {
    let count = 0;
    const server: UpstreamClient['request'] = ({ headers, method, path }) => {
      count += 1;
      if (headers?.['if-none-match'] === undefined) {
        return Promise.resolve(upstreamResponse(String(count), { etag: '"v1"', 'cache-control': 'no-cache' }));
      }
      return Promise.reject(new UpstreamError('precondition', { kind: 'status', status: 412, method, path }));
    };
    const request = cache(options)(server);
    await request(upstreamRequest());
    expect(text(await request(upstreamRequest()))).toBe('3');
  });

  it('drops what was not used for longest when it needs too much memory', async () => {
    const asked: string[] = [];
    const server: UpstreamClient['request'] = ({ path }) => {
      asked.push(path);
      return Promise.resolve(upstreamResponse('x'.repeat(3000)));
    };
    const request = cache(options)(server);
    for (const path of ['/a', '/b', '/a', '/c', '/a', '/b']) await request(upstreamRequest({ path }));
    expect(asked).toEqual(['/a', '/b', '/c', '/b']);
  });

  it('does not keep what is larger than everything it may have', async () => {
    let count = 0;
    const server: UpstreamClient['request'] = () => {
      count += 1;
      return Promise.resolve(upstreamResponse('x'.repeat(20_000)));
    };
    const request = cache(options)(server);
    await request(upstreamRequest());
    await request(upstreamRequest());
    expect(count).toBe(2);
  });

  it('counts the headers of an answer as well', async () => {
    const server = numbering({ 'x-more': 'x'.repeat(3000) });
    const request = cache(options)(server.request);
    for (const path of ['/a', '/b', '/a']) await request(upstreamRequest({ path }));
    expect(server.asked.map(({ path }) => path)).toEqual(['/a', '/b', '/a']);
  });

  it('does not send back an ETag that is longer than servers take', async () => {
    const server = numbering({ etag: `"${'x'.repeat(1100)}"`, 'cache-control': 'no-cache' });
    const request = cache(options)(server.request);
    await request(upstreamRequest());
    expect(text(await request(upstreamRequest()))).toBe('2');
    expect(server.asked.map(({ headers }) => headers?.['if-none-match'])).toEqual([undefined, undefined]);
  });

  it('keeps no errors', async () => {
    let count = 0;
    const server: UpstreamClient['request'] = () => {
      count += 1;
      return count === 1 ? Promise.reject(new Error('broken')) : Promise.resolve(upstreamResponse());
    };
    const request = cache(options)(server);
    await expect(request(upstreamRequest())).rejects.toThrow('broken');
    expect((await request(upstreamRequest())).facts.cache).toBe('miss');
  });

  it('copies what it keeps for no more callers than there is memory for', async () => {
    const memory = createMemoryBudget({ maxBytes: 1_000_000, patienceMs: 60_000 });
    const long = { ...options, maxCacheBytes: 1_000_000 };
    const parts = {
      store: createResponseStore(long.maxCacheBytes, memory.of('a')),
      copyBody: createCopyBody(memory.of('a')),
    };
    const request = cache(long, parts)(() => Promise.resolve(upstreamResponse('x'.repeat(100_000))));
    await request(upstreamRequest());
    const release = memory.count('b', 850_000);
    const arrived: number[] = [];
    const hits = [1, 2].map(async (caller) => {
      const { facts } = await request(upstreamRequest());
      arrived.push(caller);
      return facts.cache;
    });
    await nextRound();
    expect(arrived).toEqual([]);
    release();
    expect(await Promise.all(hits)).toEqual(['hit', 'hit']);
  });
});
