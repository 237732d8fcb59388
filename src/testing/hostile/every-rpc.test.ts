/** Every method of every service in `proto/`, and some that are not there, with requests that nobody would write. */
import { status } from '@grpc/grpc-js';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { DatasourcePluginService, DatasourceRequest } from '../../backend/sdk/gen/pluginv1/datasource.ts';
import { type PluginProcess, startPluginProcess } from '../support/process/plugin-process.ts';
import { hostileCase, hostileExecutable } from './support/hostile-case.ts';
import { arbitraryMessage, type Contents } from './support/proto/arbitrary-message.ts';
import { type ProtoMessage, type ProtoMethod, readProtoMethods } from './support/proto/read-methods.ts';
import { type Outcome, sendBytes } from './support/proto/send-bytes.ts';

const shutdown = '/plugin.GRPCController/Shutdown';
const none: ProtoMessage = { name: '', fields: [] };
const unknownMethods = [
  '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
  '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
  '/pluginv2.Data/Nothing',
  '/pluginv2.Nothing/QueryData',
].map((path): ProtoMethod => ({ path, request: none }));

/** What a host of each version asks for; everything else has no implementation. */
const implemented: Readonly<Record<1 | 2, readonly RegExp[]>> = {
  1: [/^\/models\./, /^\/plugin\./, /^\/grpc\.health\./],
  2: [/^\/pluginv2\.(?:Data\/QueryData|Diagnostics\/|Resource\/|Stream\/)/, /^\/plugin\./, /^\/grpc\.health\./],
};

/** Streams without an end of their own. */
const mayGoOn = /\/(?:Watch|StreamStdio|StartStream|RunStream)$/;

const point = [1, 1_714_543_200_000];
const oneSeries = { body: [{ target: 'a', datapoints: [point] }] };

hostileCase('any bytes and any message to every RPC of version 2', { timeoutMs: 180_000 }, async (stage) => {
  stage.upstream.answer('/query', oneSeries);
  await attack(2, stage.plugin, stage.upstream.url);
});

hostileCase('any bytes and any message to every RPC of version 1', { timeoutMs: 180_000 }, async ({ upstream }) => {
  upstream.answer('/query', oneSeries);
  const plugin = await startPluginProcess({
    command: hostileExecutable(),
    protocolVersions: undefined,
    grafanaVersion: undefined,
  });
  try {
    await attack(1, plugin, upstream.url);
    const { results } = await plugin.call(DatasourcePluginService.query, goodQuery(upstream.url));
    expect(results).toMatchObject([{ refId: 'A', error: '', series: [{ name: 'a' }] }]);
    await sendBytes(plugin, shutdown, { request: Buffer.from([0x0a, 0xff]) });
    expect(await plugin.shutdown()).toEqual({ code: 0, signal: null });
  } finally {
    await plugin.kill();
  }
});

async function attack(version: 1 | 2, plugin: PluginProcess, url: string): Promise<void> {
  const methods = [...readProtoMethods(), ...unknownMethods].filter(({ path }) => path !== shutdown);
  expect(methods.length).toBeGreaterThan(15);
  const contents = contentsFor(url);
  for (const method of methods) {
    const isImplemented = implemented[version].some((pattern) => pattern.test(method.path));
    const requests = fc.oneof(fc.uint8Array({ maxLength: 300 }), arbitraryMessage(method.request, contents));
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const outcome = await sendBytes(plugin, method.path, {
          request,
          goesOn: isImplemented && mayGoOn.test(method.path),
        });
        if (isImplemented) expectForeseen(method, outcome);
        else expectUnimplemented(method, outcome);
      }),
      // The others are all the same to the plugin. A health check of a server that does not answer takes 10 s.
      { numRuns: isImplemented ? 120 : 10, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
    );
  }
  expect(plugin.stderrLines.filter((line) => /uncaught|unhandled|failed inside the plugin/.test(line))).toEqual([]);
  expect(() => process.kill(plugin.pid, 0)).not.toThrow();
}

/** A service that is there reads the message first, as a Go server does. */
function expectUnimplemented({ path }: ProtoMethod, { code, details }: Outcome): void {
  if (code === status.INTERNAL) expect([path, details]).toEqual([path, unreadable]);
  else expect([path, details, code]).toEqual([path, details, status.UNIMPLEMENTED]);
}

const unreadable: unknown = expect.stringMatching(/deserializing request/i);

/** An answer, a message that cannot be read, or an error in the plugin's own words. */
function expectForeseen({ path }: ProtoMethod, { code, details }: Outcome): void {
  const { OK, INTERNAL, UNKNOWN, INVALID_ARGUMENT, NOT_FOUND } = status;
  expect([path, details, [OK, INTERNAL, UNKNOWN, INVALID_ARGUMENT, NOT_FOUND].includes(code)]).toEqual([
    path,
    details,
    true,
  ]);
  if (code === INTERNAL) expect([path, details]).toEqual([path, unreadable]);
  if (code === UNKNOWN) expect([path, details]).toEqual([path, expect.not.stringContaining('internal error')]);
}

/** Nobody but this machine is ever asked. */
function contentsFor(url: string): Contents {
  const json = fc.oneof(
    fc.json({ maxDepth: 8 }),
    fc.constantFrom('{"target":"a"}', '{"target":"a","live":{}}', '{', '', 'null', '[]', '9'.repeat(400)),
    fc.constantFrom('['.repeat(100_000), '{"a":'.repeat(5000), `{"target":"${'{{'.repeat(40_000)}"}`),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  );
  const known = [
    'metrics',
    'search',
    'variable',
    'annotations',
    'tag-keys',
    'tag-values',
    '/',
    '',
    'a///'.repeat(5000),
  ];
  return {
    url: fc.constantFrom(url, `${url}/ä`, '', 'http://', 'ftp://127.0.0.1/', 'nothing', `${url}/${'x'.repeat(70_000)}`),
    json,
    modelJson: json,
    jsonData: json,
    data: json,
    body: json,
    path: fc.oneof(fc.constantFrom(...known), fc.string({ unit: 'binary', maxLength: 20 })),
  };
}

function goodQuery(url: string): DatasourceRequest {
  return DatasourceRequest.create({
    datasource: { id: 9001, orgId: 1, name: 'good', url, jsonData: '{}' },
    timeRange: {
      fromRaw: '1714543200000',
      toRaw: '1714564800000',
      fromEpochMs: point[1] ?? 0,
      toEpochMs: 1_714_564_800_000,
    },
    queries: [{ refId: 'A', maxDataPoints: 100, intervalMs: 1000, modelJson: '{"refId":"A","target":"a"}' }],
  });
}
