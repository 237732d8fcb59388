import { describe, expect, it } from '@jest/globals';
import { upstreamRequest, upstreamResponse } from '../../../testing/support/upstream-builders.ts';
import type { UpstreamClient, UpstreamRequest, UpstreamResponse } from '../contract/upstream-client.ts';
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
});
