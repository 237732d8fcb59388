import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchHost, Loaded } from './bench-host.ts';
import type { Candidate } from './candidates.ts';
import type { Effort } from './effort.ts';
import type { Figure } from './figure.ts';
import { median, percentile } from './statistics.ts';

/** Something to measure of every plugin, in a process started for it. */
export interface BenchCase {
  /** For --case. */
  readonly name: string;
  readonly run: (subject: Subject, effort: Effort) => Promise<Figure[]>;
}

/** A plugin in one of the protocol versions it speaks. */
export interface Subject {
  readonly host: BenchHost;
  readonly candidate: Candidate;
  readonly version: 1 | 2;
}

/** Data sources of one Grafana. */
export const sourceCount = 1000;

export const benchCases: readonly BenchCase[] = [
  { name: 'start', run: measureStart },
  { name: 'idle', run: withSession(measureIdle) },
  { name: 'small', run: withSession(measureSmallQueries) },
  pointsCase('points-10000', { points: 10_000, title: '10 000 points' }),
  pointsCase('points-100000', { points: 100_000, title: '100 000 points' }),
  pointsCase('digits-100000', { points: 100_000, title: '100 000 points of 17 digits' }),
  pointsCase('points-1000000', { points: 1_000_000, title: '1 000 000 points' }),
  pointsCase('series-10000', { points: 100_000, title: '10 000 series of 10 points' }),
  { name: 'mixed', run: withSession(measureMixedQueries) },
  { name: 'sources', run: withSession(measureSources) },
];

async function measureStart({ host, candidate, version }: Subject, { starts }: Effort): Promise<Figure[]> {
  const startMs: number[] = [];
  for (let i = 0; i < starts; i++) {
    const launched = await host.launch({ path: candidate.path, args: candidate.args, version });
    startMs.push(launched.startMs);
    await host.kill(launched.session);
  }
  return [{ measure: 'spawn to handshake line', unit: 'ms', better: 'lower', value: median(startMs) }];
}

interface Running {
  readonly host: BenchHost;
  readonly session: string;
}

type MeasureRunning = (running: Running, effort: Effort) => Promise<Figure[]>;

function withSession(measure: MeasureRunning): BenchCase['run'] {
  return async ({ host, candidate, version }, effort) => {
    const { session } = await host.launch({ path: candidate.path, args: candidate.args, version });
    try {
      return await measure({ host, session }, effort);
    } finally {
      await host.kill(session);
    }
  };
}

const small = { target: 'points-100', points: 100 };
const once = { inFlight: 1, forMs: 0, atLeast: 1 };

async function measureIdle({ host, session }: Running, { settleMs, idleMs }: Effort): Promise<Figure[]> {
  await host.load({ session, ...small, ...once });
  await sleep(settleMs);
  const first = await host.memory(session);
  const figures = [
    memoryFigure('idle after one query: memory', first.residentBytes),
    memoryFigure('idle after one query: anonymous memory', first.anonymousBytes),
  ];
  if (idleMs === 0) return figures;
  await sleep(idleMs);
  const { residentBytes } = await host.memory(session);
  return [...figures, memoryFigure(`idle for ${idleMs / 1000} s: memory`, residentBytes)];
}

async function measureSmallQueries({ host, session }: Running, effort: Effort): Promise<Figure[]> {
  const figures: Figure[] = [];
  const others: Figure[] = [];
  // What small queries run through is much code, which takes a just-in-time compiler longer than a loop over points does.
  await host.load({ session, ...small, inFlight: 16, forMs: effort.warmUpMs * 2, atLeast: effort.atLeast });
  for (const inFlight of [1, 16, 64]) {
    // A moment for the number of connections to the server to settle.
    await host.load({ session, ...small, inFlight, forMs: effort.warmUpMs / 10, atLeast: inFlight });
    const load = await host.load({ session, ...small, inFlight, forMs: effort.measureMs, atLeast: effort.atLeast });
    figures.push(...throughputFigures(`100 points, ${inFlight} in flight`, load));
    if (inFlight === 16) others.push(...surroundingFigures('100 points, 16 in flight', load));
  }
  const { peakBytes } = await host.memory(session);
  return [...figures, ...others, memoryFigure('100 points: peak memory', peakBytes)];
}

function throughputFigures(title: string, load: Loaded): Figure[] {
  const perSecond = (load.latenciesUs.length / load.elapsedMs) * 1000;
  return [
    { measure: `${title}: queries`, unit: '/s', better: 'higher', value: perSecond },
    latencyFigure(`${title}: p50`, percentile(load.latenciesUs, 50)),
    latencyFigure(`${title}: p99`, percentile(load.latenciesUs, 99)),
    cpuFigure(title, load),
  ];
}

/** What is not the plugin's, but takes part of the machine all the same. */
function surroundingFigures(title: string, { hostCpuMs, upstreamCpuMs, latenciesUs, answerBytes }: Loaded): Figure[] {
  const perQuery = (cpuMs: number): number => cpuMs / latenciesUs.length;
  return [
    { measure: `${title}: the host's CPU per query`, unit: 'ms', better: 'lower', value: perQuery(hostCpuMs) },
    { measure: `${title}: the server's CPU per query`, unit: 'ms', better: 'lower', value: perQuery(upstreamCpuMs) },
    sizeFigure(title, answerBytes),
  ];
}

function pointsCase(target: string, { points, title }: { points: number; title: string }): BenchCase {
  return {
    name: target,
    run: withSession(async ({ host, session }, effort) => {
      const query = { session, target, points, inFlight: 1 };
      await host.load({ ...query, forMs: effort.warmUpMs, atLeast: 2 });
      const load = await host.load({ ...query, forMs: effort.measureMs, atLeast: effort.atLeast });
      const { peakBytes } = await host.memory(session);
      return [
        { ...latencyFigure(`${title}: latency`, median(load.latenciesUs)), hasFloor: true },
        latencyFigure(`${title}: the host's decoding`, median(load.decodeUs)),
        cpuFigure(title, load),
        memoryFigure(`${title}: peak memory`, peakBytes),
        sizeFigure(title, load.answerBytes),
      ];
    }),
  };
}

/** Small queries are sent on time, so that every one of them that has to wait is seen. */
async function measureMixedQueries({ host, session }: Running, effort: Effort): Promise<Figure[]> {
  const large = { session, target: 'points-1000000', points: 1_000_000, inFlight: 1 };
  await host.load({ session, ...small, inFlight: 16, forMs: effort.warmUpMs, atLeast: 1 });
  await host.load({ ...large, forMs: 0, atLeast: 2 });
  const [{ latenciesUs }, { latenciesUs: largeLatenciesUs }] = await Promise.all([
    host.load({ session, ...small, ratePerSecond: 100, forMs: effort.mixedMs, atLeast: 1 }),
    host.load({ ...large, forMs: effort.mixedMs, atLeast: 1 }),
  ]);
  return [
    latencyFigure('100 points while 1 000 000 are asked for: p50', percentile(latenciesUs, 50)),
    latencyFigure('100 points while 1 000 000 are asked for: p99', percentile(latenciesUs, 99)),
    latencyFigure('1 000 000 points while 100 are asked for: latency', median(largeLatenciesUs)),
  ];
}

async function measureSources({ host, session }: Running, { settleMs }: Effort): Promise<Figure[]> {
  await host.load({ session, ...small, ...once });
  await sleep(settleMs);
  const before = await host.memory(session);
  const everySource = { session, ...small, sources: sourceCount, inFlight: 4, forMs: 0, atLeast: sourceCount };
  const firstQueries = await host.load(everySource);
  await host.load(everySource);
  await sleep(settleMs);
  const { residentBytes } = await host.memory(session);
  return [
    latencyFigure(
      `${sourceCount} data sources: p50 of each one's first query`,
      percentile(firstQueries.latenciesUs, 50),
    ),
    memoryFigure(`${sourceCount} data sources: memory`, residentBytes),
    memoryFigure(`${sourceCount} data sources: memory above idle`, residentBytes - before.residentBytes),
  ];
}

function latencyFigure(measure: string, microseconds: number): Figure {
  return { measure, unit: 'ms', better: 'lower', value: microseconds / 1000 };
}

function cpuFigure(title: string, { pluginCpuMs, latenciesUs }: Loaded): Figure {
  return { measure: `${title}: CPU per query`, unit: 'ms', better: 'lower', value: pluginCpuMs / latenciesUs.length };
}

function sizeFigure(title: string, bytes: number): Figure {
  return { measure: `${title}: the answer's size`, unit: 'KiB', better: 'lower', value: bytes / 1024 };
}

function memoryFigure(measure: string, bytes: number): Figure {
  return { measure, unit: 'MiB', better: 'lower', value: bytes / 1024 / 1024 };
}
