import { setImmediate as nextRound } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { upstreamRequest, upstreamResponse } from '../../../testing/support/upstream-builders.ts';
import type { UpstreamClient, UpstreamRequest, UpstreamResponse } from '../contract/upstream-client.ts';
import { createMemoryBudget } from '../contract/memory-budget.ts';
import { createCopyBody } from './copy-body.ts';
import { deduplicate } from './deduplicate.ts';

const options = { descriptiveHeaders: ['x-panel-id'] };

function counting(): {
  readonly request: UpstreamClient['request'];
  readonly begun: UpstreamRequest[];
  answer: PromiseWithResolvers<UpstreamResponse>;
} {
  const server = {
    begun: [] as UpstreamRequest[],
    answer: Promise.withResolvers<UpstreamResponse>(),
    request: (request: UpstreamRequest) => {
      server.begun.push(request);
      return server.answer.promise;
    },
  };
  return server;
}

const body = Buffer.from('{"targets":[]}');

describe('deduplicate', () => {
  it('asks once for equal requests, and gives everyone a body of their own', async () => {
    const server = counting();
    const request = deduplicate(options)(server.request);
    const answers = [1, 2, 3].map((panel) =>
      request(upstreamRequest({ body, context: { forwardedHeaders: { 'x-panel-id': String(panel) } } })),
    );
    server.answer.resolve(upstreamResponse('[1]'));
    const responses = await Promise.all(answers);
    expect(server.begun).toHaveLength(1);
    // What a worker does with a body it is given.
    for (const response of responses) {
      expect(Buffer.from(response.body).toString()).toBe('[1]');
      structuredClone(response.body, { transfer: [response.body.buffer as ArrayBuffer] });
    }
    expect(responses.map(({ facts }) => facts.cache).sort()).toEqual(['off', 'shared', 'shared']);
  });

  it.each<[string, Partial<UpstreamRequest>, Partial<UpstreamRequest['context']>]>([
    ['another body', { body: Buffer.from('{}') }, {}],
    ['another path', { path: '/search' }, {}],
    ['another method', { method: 'PUT' }, {}],
    ['other headers', { headers: { accept: 'text/plain' } }, {}],
    ["another person's token", {}, { forwardedHeaders: { authorization: 'Bearer b' } }],
    ["another person's cookie", {}, { forwardedHeaders: { cookie: 'sid=b' } }],
    ['another user', {}, { forwardedHeaders: { 'x-grafana-user': 'b' } }],
    ['another organisation', {}, { forwardedHeaders: { 'x-grafana-org-id': '2' } }],
    ['an alert rule', {}, { fromAlert: true }],
    ['someone who wants no cached answer', {}, { skipCache: true }],
  ])('asks again for %s', async (_, message, context) => {
    const server = counting();
    const request = deduplicate(options)(server.request);
    const answers = [request(upstreamRequest({ body })), request(upstreamRequest({ body, ...message, context }))];
    server.answer.resolve(upstreamResponse());
    await Promise.all(answers);
    expect(server.begun).toHaveLength(2);
  });

  it('asks again when the first answer is there', async () => {
    const server = counting();
    const request = deduplicate(options)(server.request);
    server.answer.resolve(upstreamResponse());
    await request(upstreamRequest({ body }));
    await request(upstreamRequest({ body }));
    expect(server.begun).toHaveLength(2);
  });

  it('tells everyone the error', async () => {
    const server = counting();
    const request = deduplicate(options)(server.request);
    const answers = Promise.allSettled([request(upstreamRequest({ body })), request(upstreamRequest({ body }))]);
    server.answer.reject(new Error('broken'));
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('goes on for those who stay when the first one leaves, and ends when the last one does', async () => {
    const server = counting();
    const request = deduplicate(options)(server.request);
    const [first, second] = [new AbortController(), new AbortController()];
    const one = request(upstreamRequest({ body, context: { signal: first.signal } }));
    const two = request(upstreamRequest({ body, context: { signal: second.signal } }));
    await Promise.resolve();
    first.abort(new Error('first gone'));
    await expect(one).rejects.toThrow('first gone');
    expect(server.begun[0]?.context.signal.aborted).toBe(false);
    second.abort(new Error('second gone'));
    await expect(two).rejects.toThrow('second gone');
    expect(server.begun[0]?.context.signal.aborted).toBe(true);
  });

  it('does not let a newcomer join a request that was given up', async () => {
    const server = counting();
    const request = deduplicate(options)(server.request);
    const caller = new AbortController();
    const left = request(upstreamRequest({ body, context: { signal: caller.signal } }));
    await Promise.resolve();
    caller.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    const stayed = request(upstreamRequest({ body }));
    server.answer.resolve(upstreamResponse('[2]'));
    expect(Buffer.from((await stayed).body).toString()).toBe('[2]');
    expect(server.begun).toHaveLength(2);
  });

  it('copies a long answer for no more callers than there is memory for, and for the others later', async () => {
    const server = counting();
    const budget = createMemoryBudget({ maxBytes: 1_000_000, patienceMs: 60_000 }).of('a');
    const request = deduplicate(options, createCopyBody(budget))(server.request);
    let [held, most] = [0, 0];
    const answers = Array.from({ length: 20 }, async () => {
      const { body: own } = await request(upstreamRequest({ body }));
      held += 1;
      most = Math.max(most, held);
      for (let round = 0; round < 5; round++) await nextRound();
      // As one that is given to a worker.
      structuredClone(own, { transfer: [own.buffer as ArrayBuffer] });
      held -= 1;
      return own.length;
    });
    server.answer.resolve(upstreamResponse('x'.repeat(200_000)));
    const lengths = await Promise.all(answers);
    expect(lengths).toEqual(lengths.map(() => 0));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(5);
    expect(server.begun).toHaveLength(1);
  });

  it('says when there is no memory for a copy, and answers the last caller', async () => {
    const server = counting();
    const budget = createMemoryBudget({ maxBytes: 100_000, maxBytesAlone: 300_000 }).of('a');
    const request = deduplicate(options, createCopyBody(budget))(server.request);
    const answers = Promise.allSettled([request(upstreamRequest({ body })), request(upstreamRequest({ body }))]);
    server.answer.resolve(upstreamResponse('x'.repeat(200_000)));
    expect(await answers).toMatchObject([
      {
        reason: {
          kind: 'too-large',
          message: expect.stringContaining('/query: there is no memory for one more copy of the answer: ') as unknown,
        },
      },
      { value: { status: 200 } },
    ]);
  });

  it('gives the answer itself to whoever is left over when another one leaves while it waits for memory', async () => {
    const server = counting();
    const memory = createMemoryBudget({ maxBytes: 1_000_000, patienceMs: 60_000 });
    const request = deduplicate(options, createCopyBody(memory.of('a')))(server.request);
    const release = memory.count('b', 900_000);
    const caller = new AbortController();
    const leaving = request(upstreamRequest({ body, context: { signal: caller.signal } }));
    const staying = request(upstreamRequest({ body }));
    server.answer.resolve(upstreamResponse('x'.repeat(200_000)));
    await nextRound();
    caller.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    expect((await staying).body).toHaveLength(200_000);
    release();
  });
});
