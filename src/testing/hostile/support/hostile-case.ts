/**
 * One hostile input, and what everybody else sees of it. To add a case:
 * 1. a row in `docs/faults.md`: the fault in a few words, what happens, what is lost, the test's file;
 * 2. `hostileCase('<the fault, word by word>', { …what differs from the usual… }, async (stage) => { … })` in a file of
 *    `src/testing/hostile/` named after its subject. The body does the harm and expects what the one who did it is told.
 *
 * Everything else is looked at here, for every case: while the body runs, a process of its own (`gauge-main`) asks for health and
 * for small queries of another data source. Then the plugin has to be alive and the same process, the other data source has got all its
 * answers in time, the main thread was never away for long, memory stayed below its limit, and no planted secret stands in what was
 * answered or written.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { distFolder } from '../../../../scripts/build/build-paths.ts';
import { executableName, ownTarget } from '../../../../scripts/build/build-targets.ts';
import { recordResult } from './case-results.ts';
import type { GaugeReport } from './gauge/gauge-report.ts';
import { type HostileStage, type LaunchOptions, openHostileStage } from './hostile-stage.ts';
import { startGauge } from './gauge/start-gauge.ts';

export interface HostileCaseOptions extends LaunchOptions {
  /** What another data source may notice, and the process may take. */
  readonly limits?: Partial<HostileLimits>;
  /** For cgroups, mounts, other users: left out, and said so, without root. */
  readonly needsRoot?: boolean;
  /** The process has to end; the body expects how. */
  readonly ends?: boolean;
  /** 60 s unless told. */
  readonly timeoutMs?: number;
}

export interface HostileLimits {
  /** The longest wait for a health check. A busy machine makes it longer than the plugin does: far above what is aimed at. */
  readonly stallMs: number;
  /** The most CPU time that the main thread spends between two answers; not lengthened by a busy machine. */
  readonly busyMs: number;
  readonly p99Ms: number;
  readonly peakMiB: number;
}

const usualLimits: HostileLimits = { stallMs: 1500, busyMs: 250, p99Ms: 1000, peakMiB: 1024 };

/** Nothing that a case does may eat more than this. */
const killAboveMiB = 3072;

export function hostileCase(
  fault: string,
  options: HostileCaseOptions,
  attack: (stage: HostileStage) => Promise<void>,
): void {
  const { needsRoot = false, timeoutMs = 60_000 } = options;
  if (needsRoot && process.getuid?.() !== 0) {
    recordResult({ fault, seconds: 0, outcome: 'left out: needs root' });
    it.skip(`${fault} (left out: needs root)`, () => undefined);
    return;
  }
  it(
    fault,
    async () => {
      const started = performance.now();
      const observed: { gauge?: GaugeReport } = {};
      const record = (outcome: 'held' | 'FAILED'): void => {
        recordResult({ fault, seconds: (performance.now() - started) / 1000, outcome, ...observed });
      };
      try {
        await runCase(options, attack, observed);
      } catch (error) {
        record('FAILED');
        throw error;
      }
      record('held');
    },
    timeoutMs,
  );
}

async function runCase(
  options: HostileCaseOptions,
  attack: (stage: HostileStage) => Promise<void>,
  observed: { gauge?: GaugeReport },
): Promise<void> {
  const stage = await openHostileStage(hostileExecutable(), options);
  const { plugin } = stage;
  try {
    const { network, address } = plugin.handshake;
    const gauge = await startGauge({ network, address, pid: plugin.pid, killAboveMiB });
    try {
      await attack(stage);
    } finally {
      observed.gauge = await gauge.stop();
    }
    if (options.ends !== true) {
      expectUnharmed(observed.gauge, { ...usualLimits, ...options.limits });
      await expectAnswer(stage);
    }
    expect(stage.leaks()).toEqual([]);
    expect(plugin.strayOutput).toEqual([]);
  } finally {
    await stage.close();
  }
}

function expectUnharmed(report: GaugeReport, limits: HostileLimits): void {
  const { killed, errors, checks, queries, stallMs, busyMs = 0, p99Ms, peakMiB = 0 } = report;
  expect({ killed, errors }).toEqual({ killed: undefined, errors: [] });
  expect(checks).toBeGreaterThan(0);
  expect(queries).toBeGreaterThan(0);
  const measured = { stallMs, busyMs, p99Ms, peakMiB };
  const above = Object.entries(measured).filter(([name, value]) => value > limits[name as keyof HostileLimits]);
  expect({ above: Object.fromEntries(above), limits }).toEqual({ above: {}, limits });
}

/** The process that was started is the one that still answers: nobody else knows its socket. */
async function expectAnswer({ plugin, upstream, query }: HostileStage): Promise<void> {
  upstream.answer('/query', { body: [{ target: 'after', datapoints: [[1, 1_714_543_200_000]] }] });
  const { A } = await query({ url: upstream.url, id: 9002 }, { models: { A: { target: 'after' } } });
  expect(A).toMatchObject({ error: '', frames: [expect.any(Buffer)] });
  expect(() => process.kill(plugin.pid, 0)).not.toThrow();
}

/** Of this machine, or what `--plugin` named. */
export function hostileExecutable(): string {
  const file = process.env['HOSTILE_PLUGIN'] ?? path.join(distFolder, executableName(ownTarget()));
  if (existsSync(file)) return file;
  throw new Error(`${file} does not exist; run "npm run build -- --target ${ownTarget().name}"`);
}
