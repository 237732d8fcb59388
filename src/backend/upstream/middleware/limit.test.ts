import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { upstreamRequest, upstreamResponse } from '../../../testing/support/upstream-builders.ts';
import type { UpstreamClient, UpstreamResponse } from '../contract/upstream-client.ts';
import { limit } from './limit.ts';

/** A server whose answers wait for the test. */
function controlled(): {
  readonly request: UpstreamClient['request'];
  readonly begun: string[];
  finish(path: string, error?: Error): void;
} {
  const begun: string[] = [];
  const open = new Map<string, PromiseWithResolvers<UpstreamResponse>>();
  return {
    begun,
    request: ({ path }) => {
      begun.push(path);
      const answer = Promise.withResolvers<UpstreamResponse>();
      open.set(path, answer);
      return answer.promise;
    },
    finish: (path, error) => {
      if (error) open.get(path)?.reject(error);
      else open.get(path)?.resolve(upstreamResponse());
    },
  };
}

const asked = (path: string, fromAlert = false) => upstreamRequest({ path, context: { fromAlert } });

describe('limit', () => {
  it('lets others wait in the order they came, alert rules before all others', async () => {
    const server = controlled();
    const request = limit({ maxConcurrentRequests: 2 })(server.request);
    const [first, second, third, fourth, alert] = [
      request(asked('/1')),
      request(asked('/2')),
      request(asked('/3')),
      request(asked('/4')),
      request(asked('/alert', true)),
    ];
    await turn();
    expect(server.begun).toEqual(['/1', '/2']);
    server.finish('/2');
    await second;
    await turn();
    expect(server.begun).toEqual(['/1', '/2', '/alert']);
    server.finish('/1');
    await first;
    await turn();
    expect(server.begun).toEqual(['/1', '/2', '/alert', '/3']);
    server.finish('/alert');
    await alert;
    await turn();
    expect(server.begun.at(-1)).toBe('/4');
    server.finish('/3');
    server.finish('/4');
    await Promise.all([third, fourth]);
  });

  it('gives the place of a failed request to the next', async () => {
    const server = controlled();
    const request = limit({ maxConcurrentRequests: 1 })(server.request);
    const [first, second] = [request(asked('/1')), request(asked('/2'))];
    await turn();
    server.finish('/1', new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    await turn();
    server.finish('/2');
    await second;
    const third = request(asked('/3'));
    await turn();
    server.finish('/3');
    await third;
  });

  it('never asks for someone who left the queue', async () => {
    const server = controlled();
    const request = limit({ maxConcurrentRequests: 1 })(server.request);
    const caller = new AbortController();
    const first = request(asked('/1'));
    const second = request(upstreamRequest({ path: '/2', context: { signal: caller.signal } }));
    const third = request(asked('/3'));
    await turn();
    caller.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    server.finish('/1');
    await first;
    await turn();
    server.finish('/3');
    await third;
    expect(server.begun).toEqual(['/1', '/3']);
  });
});
