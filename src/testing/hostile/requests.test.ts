/** What a caller may send. */
import type { MethodDefinition, ServiceError } from '@grpc/grpc-js';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import * as pluginv2 from '../../backend/sdk/gen/pluginv2/backend.ts';
import { decodeFrame } from '../support/readers/decode-frame.ts';
import type { PluginProcess } from '../support/process/plugin-process.ts';
import { toPluginContext } from './support/data-source-under-attack.ts';
import { hostileCase } from './support/hostile-case.ts';

const oneSeries = { body: [{ target: 'a', datapoints: [[1, 1_714_543_200_000]] }] };

hostileCase('a 64-bit integer beyond 2^53 in a request', {}, async ({ plugin, upstream }) => {
  upstream.answer('/query', oneSeries);
  const context = pluginv2.PluginContext.encode(toPluginContext({ url: upstream.url })).finish();
  const huge = 2n ** 63n - 1n;
  const query = new BinaryWriter().uint32(10).string('A').uint32(16).int64(huge).uint32(24).int64(huge);
  const range = new BinaryWriter().uint32(8).int64(1_714_543_200_000).uint32(16).int64(1_714_564_800_000);
  query.uint32(34).bytes(range.finish()).uint32(42).bytes(Buffer.from('{"target":"a"}'));
  const request = new BinaryWriter().uint32(10).bytes(context).uint32(26).bytes(query.finish()).finish();
  const { responses } = await sendBytes(plugin, pluginv2.DataService.queryData, request);
  expect(responses['A']).toMatchObject({ error: '', frames: [expect.any(Buffer)] });
});

hostileCase('a time range beyond what a date can say', {}, async ({ upstream, query }) => {
  upstream.answer('/query', oneSeries);
  const timeRange = { fromEpochMS: 1, toEpochMS: Number.MAX_SAFE_INTEGER };
  const { A } = await query({ url: upstream.url }, { timeRange });
  expect(A).toMatchObject({ error: '', frames: [expect.any(Buffer)] });
});

hostileCase('a payload of 100 000 levels', {}, async ({ upstream, query, resource }) => {
  upstream.answer('/query', oneSeries);
  const payload = '['.repeat(100_000) + ']'.repeat(100_000);
  const { A } = await query({ url: upstream.url }, { models: { A: { target: 'a', payload } } });
  expect(A).toMatchObject({
    status: 400,
    error: expect.stringContaining('expected payload of query A to have at most'),
  });
  const { code, body } = await resource({ url: upstream.url }, { path: 'metrics', body: `{"payload":${payload}}` });
  expect([code, body]).toEqual([400, expect.stringContaining('expected the request body to have at most')]);
});

hostileCase("a column named like JavaScript's own prototype", {}, async ({ upstream, query }) => {
  const columns = [
    { text: 'time', type: 'time' },
    { text: '__proto__', type: 'string' },
    { text: 'v', type: 'number' },
  ];
  const rows = [
    [1_714_543_200_000, 'a', 1],
    [1_714_543_200_000, 'b', 2],
  ];
  upstream.answer('/query', { body: [{ type: 'table', columns, rows }] });
  const headers = { FromAlert: 'true' };
  const { A } = await query({ url: upstream.url }, { models: { A: { target: 'a', type: 'table' } }, headers });
  const frames = (A?.frames ?? []).map(decodeFrame);
  const labels = frames.flatMap(({ fields }) => fields.flatMap((field) => Object.entries(field.labels ?? {})));
  expect(labels.filter(([name]) => name === '__proto__').map(([, value]) => value)).toEqual(['a', 'b']);
});

hostileCase('settings that are not known, or not supported', {}, async ({ plugin, upstream, query }) => {
  upstream.answer('/query', oneSeries);
  for (let i = 0; i < 2; i++) await query({ url: upstream.url, jsonData: { timeot: 5, cacheTtlMs: i } });
  const named = plugin.stderrLines.filter((line) => line.includes('timeot'));
  expect(named).toEqual([expect.stringContaining('"jsonData":["timeot (is it timeout?)"]')]);
  const { A } = await query({ url: upstream.url, id: 2, jsonData: { sigV4Auth: true } });
  expect(A).toMatchObject({
    status: 400,
    error: expect.stringContaining('sigV4Auth: this data source does not support'),
  });
});

hostileCase('bytes that are no request', { timeoutMs: 120_000 }, async ({ plugin, upstream, resource }) => {
  const { DataService, DiagnosticsService } = pluginv2;
  const methods = [DataService.queryData, DiagnosticsService.checkHealth, DiagnosticsService.collectMetrics];
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.json({ maxDepth: 20 }).map((text) => Buffer.from(text)),
  );
  const send = async (method: (typeof methods)[number], request: Uint8Array): Promise<void> => {
    await sendBytes(plugin, method as typeof DataService.queryData, request).catch((error: unknown) => {
      // Of a message that cannot be read, or a call that cannot be made; not of a connection that is gone.
      expect([3, 12, 13]).toContain((error as ServiceError).code);
    });
  };
  await fc.assert(fc.asyncProperty(fc.constantFrom(...methods), bytes, send), {
    numRuns: 1000,
    interruptAfterTimeLimit: 15_000,
    markInterruptAsFailure: false,
  });
  const paths = fc.constantFrom('search', 'metrics', 'variable', 'annotations', 'tag-keys', 'tag-values', '__proto__');
  await fc.assert(
    fc.asyncProperty(paths, fc.oneof(fc.json({ maxDepth: 30 }), fc.string()), async (path, body) => {
      const { code } = await resource({ url: upstream.url }, { path, body });
      expect(code).toBeLessThan(600);
      expect(code).not.toBe(500);
    }),
    { numRuns: 1000, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
  );
  expect(plugin.stderrLines.filter((line) => /uncaught|unhandled|"a call failed"/.test(line))).toEqual([]);
});

hostileCase('gRPC baggage', {}, async ({ upstream, query }) => {
  upstream.answer('/query', oneSeries);
  const asked = upstream.nextRequest();
  await query(
    { url: upstream.url },
    { metadata: { baggage: 'user=somebody', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` } },
  );
  const { headers } = await asked;
  expect(headers['traceparent']).toBeDefined();
  expect(headers).not.toHaveProperty('baggage');
});

/** A request as bytes that the generated code would not write. */
function sendBytes<Request, Response>(
  plugin: PluginProcess,
  method: MethodDefinition<Request, Response>,
  request: Uint8Array,
): Promise<Response> {
  const raw = { ...method, requestSerialize: (bytes: Uint8Array) => Buffer.from(bytes) };
  return plugin.call(raw as unknown as MethodDefinition<Uint8Array, Response>, request);
}
