import type { BenchHost } from './bench-host.ts';
import type { Candidate } from './candidates.ts';
import { percentile } from './statistics.ts';

export interface SoakPlan {
  readonly host: BenchHost;
  readonly candidate: Candidate;
  readonly minutes: number;
  readonly say: (line: string) => void;
}

/** What an executable was like after each minute. */
export interface SoakMinute {
  readonly version: 1 | 2;
  readonly minute: number;
  readonly queries: number;
  readonly p99Ms: number;
  readonly residentBytes: number;
}

const small = { target: 'points-100', points: 100 };
const warmUp = { inFlight: 64, forMs: 10_000, atLeast: 1 };
/** One of them a minute, as a dashboard would ask between alert rules. */
const large = { target: 'points-1000000', points: 1_000_000, inFlight: 1, forMs: 0, atLeast: 1 };

/**
 * Asks both protocol versions at the same time, each in a process of its own, for so many minutes at half the rate that it reached
 * alone.
 * @throws when a query fails, or its answer is not what it should be
 */
export async function runSoak(plan: SoakPlan): Promise<SoakMinute[]> {
  const soaked: SoakedPlugin[] = [];
  for (const version of [1, 2] as const) soaked.push(await startSoaking(plan, version));
  const minutes = await Promise.all(soaked.map((plugin) => soak(plan, plugin)));
  for (const { session } of soaked) await plan.host.kill(session);
  return minutes.flat();
}

interface SoakedPlugin {
  readonly session: string;
  readonly version: 1 | 2;
  readonly ratePerSecond: number;
}

async function startSoaking({ host, candidate, say }: SoakPlan, version: 1 | 2): Promise<SoakedPlugin> {
  const { session } = await host.launch({ path: candidate.path, args: candidate.args, version });
  const { latenciesUs, elapsedMs } = await host.load({ session, ...small, ...warmUp });
  const ratePerSecond = (latenciesUs.length / elapsedMs) * 500;
  say(`version ${version}: ${ratePerSecond.toFixed(0)} queries a second, half of what it reached`);
  return { session, version, ratePerSecond };
}

async function soak({ host, minutes, say }: SoakPlan, plugin: SoakedPlugin): Promise<SoakMinute[]> {
  const { session, version, ratePerSecond } = plugin;
  const taken: SoakMinute[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    const [{ latenciesUs }] = await Promise.all([
      host.load({ session, ...small, ratePerSecond, forMs: 60_000, atLeast: 1 }),
      host.load({ session, ...large }),
    ]);
    const { residentBytes } = await host.memory(session);
    const p99Ms = percentile(latenciesUs, 99) / 1000;
    taken.push({ version, minute, queries: latenciesUs.length, p99Ms, residentBytes });
    say(`version ${version}, minute ${minute}: ${inMebibytes(residentBytes)}, p99 ${p99Ms.toFixed(1)} ms`);
  }
  return taken;
}

/** Memory at the end beside that of an early minute, when everything has been loaded and compiled. */
export function printSoak(minutes: readonly SoakMinute[]): string {
  return [1, 2]
    .map((version) => {
      const own = minutes.filter((minute) => minute.version === version);
      const early = own[Math.min(5, own.length) - 1]?.residentBytes ?? NaN;
      const late = own.at(-1)?.residentBytes ?? NaN;
      const queries = own.reduce((sum, minute) => sum + minute.queries, 0);
      return (
        `version ${version}: ${queries} small queries without an error in ${own.length} minutes; memory ${inMebibytes(early)} at ` +
        `minute 5, ${inMebibytes(late)} at the end (${(late / early).toFixed(2)})`
      );
    })
    .join('\n');
}

function inMebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
