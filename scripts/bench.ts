/** `npm run bench`: the packaged executable measured beside others, by a real go-plugin host. See --help. */
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { errorMessage } from '../src/backend/sdk/builtins/error-message.ts';
import { sourceCount } from '../src/testing/bench/bench-cases.ts';
import { startBenchHost, type BenchHost } from '../src/testing/bench/bench-host.ts';
import { toResults, type BenchReport, type MeasuredCandidate } from '../src/testing/bench/report/bench-report.ts';
import { buildBenchPrograms, type BenchPrograms } from '../src/testing/bench/build-bench-programs.ts';
import { checkNames, executableFacts, floorName, type Candidate } from '../src/testing/bench/candidates.ts';
import { compareReports } from '../src/testing/bench/report/compare-reports.ts';
import { formatLoad, machineFacts } from '../src/testing/bench/report/machine-facts.ts';
import { benchUsage, parseBenchOptions, type BenchOptions } from '../src/testing/bench/parse-bench-options.ts';
import { printReport } from '../src/testing/bench/report/print-report.ts';
import { runBench } from '../src/testing/bench/run-bench.ts';
import { printSoak, runSoak } from '../src/testing/bench/run-soak.ts';
import { distFolder, workFolder } from './build/build-paths.ts';
import { executableName, ownTarget } from './build/build-targets.ts';

const benchFolder = path.join(workFolder, 'bench');

await main();

async function main(): Promise<void> {
  try {
    const options = parseBenchOptions(process.argv.slice(2));
    if (options.help) process.stdout.write(benchUsage);
    else if (options.soak !== undefined) await soak(options.soak);
    else await benchAndReport(options);
  } catch (error) {
    process.stderr.write(`bench failed: ${errorMessage(error)}\n`);
    process.exitCode = 1;
  }
}

async function benchAndReport(options: BenchOptions): Promise<void> {
  // Read first: it may be the very file that this run writes.
  const earlier = options.compare === undefined ? undefined : await readReport(options.compare);
  const report = await bench(options);
  await writeFile(path.join(workFolder, 'bench.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  process.stdout.write(`${printReport(report)}\n`);
  if (earlier !== undefined) process.stdout.write(`\n${compareReports(report, earlier)}\n`);
  if (report.failures.length > 0) process.exitCode = 1;
}

async function readReport(file: string): Promise<BenchReport> {
  return JSON.parse(await readFile(file, 'utf8')) as BenchReport;
}

async function bench({ plugins, cases, runs, effort }: BenchOptions): Promise<BenchReport> {
  await mkdir(benchFolder, { recursive: true });
  const programs = await buildBenchPrograms(benchFolder);
  const candidates = await listCandidates(plugins, programs);
  const described = await Promise.all(candidates.map(describe));
  const machine = { ...(await machineFacts()), go: programs.goVersion };
  const plan = { candidates, cases, runs, effort, say };
  const outcome = await onHost(programs.host, (host) => runBench({ ...plan, host }));
  return {
    date: new Date().toISOString(),
    machine: { ...machine, 'load after': formatLoad() },
    options: { runs, effort, cases: cases.map(({ name }) => name) },
    candidates: described.map((each) => ({ ...each, versions: outcome.versions.get(each.name) ?? [] })),
    results: toResults(outcome.figures),
    failures: outcome.failures,
  };
}

/** Ours first: the others are what it is compared with. */
async function listCandidates(plugins: readonly Candidate[], programs: BenchPrograms): Promise<Candidate[]> {
  const candidates = [
    { name: 'simple-json-plugin', path: await copyOurs(), args: [] },
    ...plugins,
    { name: 'sdk-plugin', path: programs.sdkPlugin, args: [] },
    { name: floorName, path: process.execPath, args: [programs.floorPlugin] },
  ];
  checkNames(candidates);
  return candidates;
}

/** Copies the packaged executable, so that a build in the meantime does not change what is measured. */
async function copyOurs(): Promise<string> {
  if (process.platform !== 'linux') {
    throw new Error(`the bench reads /proc and measures a Linux executable, but this is ${process.platform}`);
  }
  const name = executableName(ownTarget());
  const copy = path.join(benchFolder, name);
  try {
    await copyFile(path.join(distFolder, name), copy);
  } catch (error) {
    throw new Error(`expected ${name} in dist/, but it cannot be copied; run "npm run build"`, { cause: error });
  }
  return copy;
}

async function describe({ name, path: file, args }: Candidate): Promise<Omit<MeasuredCandidate, 'versions'>> {
  const facts = { name, path: [file, ...args].join(' ') };
  // The floor is a script, and this Node is not built for it.
  if (name === floorName) return facts;
  try {
    return { ...facts, executable: await executableFacts(file) };
  } catch (error) {
    throw new Error(`expected an executable to measure at ${file}, but it cannot be read`, { cause: error });
  }
}

async function soak(minutes: number): Promise<void> {
  await mkdir(benchFolder, { recursive: true });
  const programs = await buildBenchPrograms(benchFolder);
  const candidate = { name: 'simple-json-plugin', path: await copyOurs(), args: [] };
  const taken = await onHost(programs.host, (host) => runSoak({ host, candidate, minutes, say }));
  process.stdout.write(`${printSoak(taken)}\n`);
}

async function onHost<Outcome>(executable: string, action: (host: BenchHost) => Promise<Outcome>): Promise<Outcome> {
  // Killed plugins leave their sockets behind.
  const temporaryFolder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  const host = await startBenchHost({ executable, sources: sourceCount, temporaryFolder });
  try {
    return await action(host);
  } finally {
    await host.stop();
    await rm(temporaryFolder, { recursive: true });
  }
}

/** Progress, away from the report. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
