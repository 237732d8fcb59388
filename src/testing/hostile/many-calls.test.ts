/** Calls that are many at once, long, or both: what a caller may make the plugin hold, and how long others wait. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import * as pluginv2 from '../../backend/sdk/gen/pluginv2/backend.ts';
import { toPluginContext } from './support/data-source-under-attack.ts';
import { hostileCase } from './support/hostile-case.ts';
import type { HostileStage } from './support/hostile-stage.ts';
import { callAtOnce, type CallEnd } from './support/many-calls.ts';
import { throughMemoryGroup } from './support/memory-group.ts';

const answer = { body: [{ target: 'a', datapoints: [[1, 1_714_543_200_000]] }] };

hostileCase(
  'forty queries of 15 MB at once, in a container of 256 MiB',
  {
    needsRoot: true,
    through: throughMemoryGroup(256),
    timeoutMs: 120_000,
    limits: { stallMs: 4000, p99Ms: 4000, busyMs: 600 },
  },
  async (stage) => {
    stage.upstream.answer('/query', async () => {
      await sleep(1000);
      return answer;
    });
    const ends = await queryAtOnce(stage, { target: 'a', payload: { long: 'x'.repeat(15_000_000) } }, 40);
    const answered = ends.filter(({ status }) => status === 0);
    expect(answered.length).toBeGreaterThan(0);
    for (const { status, message } of ends.filter((end) => !answered.includes(end)))
      expect([status, message]).toEqual([
        8,
        expect.stringMatching(/^this call of 15\d{6} bytes would need about \d+ MiB of memory/),
      ]);
  },
);

function queryAtOnce({ plugin, upstream }: HostileStage, model: object, count: number): Promise<readonly CallEnd[]> {
  const request = pluginv2.QueryDataRequest.create({
    pluginContext: toPluginContext({ url: upstream.url, id: 2, jsonData: { timeout: 60 } }),
    queries: [
      {
        refId: 'A',
        maxDataPoints: 100,
        intervalMS: 1000,
        timeRange: { fromEpochMS: 1_714_543_200_000, toEpochMS: 1_714_564_800_000 },
        json: Buffer.from(JSON.stringify({ refId: 'A', ...model })),
      },
    ],
  });
  const message = pluginv2.QueryDataRequest.encode(request).finish();
  return callAtOnce(plugin.handshake, { path: '/pluginv2.Data/QueryData', message }, count);
}

/** What a call of each kind costs at least: those that need no server, and health checks of one that is gone. */
const cheapCalls = {
  healthChecks: () => ({
    path: '/pluginv2.Diagnostics/CheckHealth',
    message: pluginv2.CheckHealthRequest.encode(
      pluginv2.CheckHealthRequest.create({ pluginContext: toPluginContext({ url: 'http://127.0.0.1:1', id: 2 }) }),
    ).finish(),
  }),
  metrics: () => ({
    path: '/pluginv2.Diagnostics/CollectMetrics',
    message: pluginv2.CollectMetricsRequest.encode(pluginv2.CollectMetricsRequest.create({})).finish(),
  }),
  resources: () => ({
    path: '/pluginv2.Resource/CallResource',
    message: pluginv2.CallResourceRequest.encode(
      pluginv2.CallResourceRequest.create({
        pluginContext: toPluginContext({ url: 'http://127.0.0.1:1', id: 2 }),
        path: 'nothing',
        method: 'GET',
      }),
    ).finish(),
  }),
  subscriptions: () => ({
    path: '/pluginv2.Stream/SubscribeStream',
    message: pluginv2.SubscribeStreamRequest.encode(
      pluginv2.SubscribeStreamRequest.create({
        pluginContext: toPluginContext({ url: 'http://127.0.0.1:1', id: 2 }),
        path: 'query/nothing',
      }),
    ).finish(),
  }),
};

/** Sent in one go, on one connection. */
const many = { timeoutMs: 120_000, limits: { stallMs: 6000, p99Ms: 6000, busyMs: 900 } };

hostileCase('2000 health checks at once', many, callThousands(cheapCalls.healthChecks));
hostileCase('2000 scrapes of metrics at once', many, callThousands(cheapCalls.metrics));
hostileCase('2000 calls of a resource at once', many, callThousands(cheapCalls.resources));
hostileCase('2000 subscriptions at once', many, callThousands(cheapCalls.subscriptions));

function callThousands(call: () => Parameters<typeof callAtOnce>[1]): (stage: HostileStage) => Promise<void> {
  return async ({ plugin }) => {
    const ends = await callAtOnce(plugin.handshake, call(), 2000);
    expect(ends.filter(({ status, body }) => status === 0 && body.length > 5)).toHaveLength(2000);
  };
}
