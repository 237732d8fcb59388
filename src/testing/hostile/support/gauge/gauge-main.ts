/**
 * The gauge's program, a process of its own: what the test's process does for a case must not look like a stall of the plugin.
 * Its argument is GaugeOptions as JSON. It says "ready", and sends the GaugeReport when it is told anything.
 */
import { createServer } from 'node:http';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { HealthService } from '../../../../backend/sdk/gen/grpc/health/v1/health.ts';
import * as pluginv2 from '../../../../backend/sdk/gen/pluginv2/backend.ts';
import { listen } from '../../../support/listen.ts';
import { connectPlugin } from '../../../support/process/plugin-connection.ts';
import type { GaugeOptions, GaugeReport } from './gauge-report.ts';
import { mainThreadCpuMs, memoryOf } from './process-facts.ts';

const everyMs = 5;
const callLimitMs = 120_000;
const first = 1_714_543_200_000;

const options = JSON.parse(process.argv[2] ?? '') as GaugeOptions;
const handshake = { ...options, coreVersion: 1, protocolVersion: 2, certificate: undefined };
const told = new AbortController();
const waits: number[] = [];
const latencies: number[] = [];
const errors = new Set<string>();
let busyMs: number | undefined;
let peakMiB: number | undefined;
let killed: string | undefined;

process.once('message', () => {
  told.abort();
});
goFirst();
await main();

/** While the gauge waits for a processor, the plugin seems to be away. Only root may. */
function goFirst(): void {
  try {
    setPriority(-15);
  } catch {
    // It measures a little more then.
  }
}

async function main(): Promise<void> {
  const server = await listen(
    createServer((request, response) => {
      request.resume();
      response.end(JSON.stringify([{ target: 'a', datapoints: [[1, first]] }]));
    }),
  );
  const [health, data] = [connectPlugin(handshake), connectPlugin(handshake)];
  const ask = querySmall(data, `http://127.0.0.1:${String(server.port)}`);
  await ask();
  latencies.length = 0;
  errors.clear();
  process.send?.('ready');
  await Promise.all([checkHealth(health), repeat(ask, 2 * everyMs), repeat(sampleMemory, 20)]);
  process.send?.(report(), () => process.exit());
}

async function checkHealth(connection: ReturnType<typeof connectPlugin>): Promise<void> {
  let lastCpuMs = mainThreadCpuMs(options.pid);
  await repeat(async () => {
    const started = performance.now();
    const options_ = { timeoutMs: callLimitMs, signal: told.signal };
    await connection.call(HealthService.check, { service: '' }, options_).catch(() => sleep(everyMs));
    waits.push(performance.now() - started);
    const cpuMs = mainThreadCpuMs(options.pid);
    if (cpuMs !== undefined && lastCpuMs !== undefined) busyMs = Math.max(busyMs ?? 0, cpuMs - lastCpuMs);
    lastCpuMs = cpuMs;
  }, everyMs);
}

function querySmall(connection: ReturnType<typeof connectPlugin>, url: string): () => Promise<void> {
  let count = 0;
  return async () => {
    count += 1;
    const started = performance.now();
    const request = smallQuery(url, `small ${String(count)}`);
    const answered = connection.call(pluginv2.DataService.queryData, request, {
      timeoutMs: callLimitMs,
      signal: told.signal,
    });
    await answered.then(
      ({ responses }) => {
        const error = responses['A']?.error ?? 'no answer';
        if (error !== '') errors.add(error);
      },
      async (error: unknown) => {
        if (!told.signal.aborted) errors.add(error instanceof Error ? error.message : String(error));
        await sleep(everyMs);
      },
    );
    latencies.push(performance.now() - started);
  };
}

function smallQuery(url: string, target: string): pluginv2.QueryDataRequest {
  const settings = { id: 9001, uid: 'neighbour', name: 'Neighbour', url, jsonData: Buffer.from('{"retries":0}') };
  return pluginv2.QueryDataRequest.create({
    pluginContext: { orgId: 1, dataSourceInstanceSettings: { ...settings, lastUpdatedMS: 1 } },
    queries: [
      {
        refId: 'A',
        maxDataPoints: 100,
        intervalMS: 1000,
        timeRange: { fromEpochMS: first, toEpochMS: first + 60_000 },
        json: Buffer.from(JSON.stringify({ refId: 'A', target })),
      },
    ],
  });
}

async function sampleMemory(): Promise<void> {
  const memory = memoryOf(options.pid);
  if (memory === undefined) return;
  peakMiB = Math.max(peakMiB ?? 0, memory.peakMiB);
  if (memory.residentMiB < options.killAboveMiB || killed !== undefined) return;
  killed = `killed by the test at ${String(Math.round(memory.residentMiB))} MiB`;
  process.kill(options.pid, 'SIGKILL');
}

/** Until the test has what it wants. */
async function repeat(act: () => Promise<void>, pauseMs: number): Promise<void> {
  while (!told.signal.aborted) {
    await act();
    await sleep(pauseMs, undefined, { signal: told.signal }).catch(() => undefined);
  }
}

function report(): GaugeReport {
  return {
    checks: waits.length,
    stallMs: Math.max(0, ...waits),
    busyMs,
    queries: latencies.length,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    errors: [...errors],
    peakMiB,
    killed,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}
