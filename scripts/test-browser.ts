/**
 * `npm run test:browser [-- --all | --version 7.5] [--outputFile FILE]`: the built plugin folder in a real browser, as Grafana 5.4 to 13 load it,
 * with the packaged executable behind the pages. Takes Chromium from Debian, and each Grafana's packages from npm, on demand.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { errorMessage } from '../src/backend/sdk/builtins/error-message.ts';
import { findDetectedWords } from '../src/testing/browser/detected-words.ts';
import { type GrafanaVersion, grafanaVersions } from '../src/testing/browser/grafana-version.ts';
import { installHostPackages } from '../src/testing/browser/bundle/install-host-packages.ts';
import { checkDeclarations, readDeclarations } from '../src/testing/browser/types/check-declarations.ts';
import { startGuardedServers } from '../src/testing/browser/guarded-servers.ts';
import { type CheckOutcome, type RunOptions, runVersion } from '../src/testing/browser/run-version.ts';
import { distFolder, rootFolder, workFolder } from './build/build-paths.ts';
import { executableName, ownTarget } from './build/build-targets.ts';
import { startExampleServerProcess } from './demo/demo-example-server.ts';

const browserNames = ['chromium', 'chromium-browser', 'google-chrome'];

await main();

async function main(): Promise<void> {
  try {
    const { versions, part, outputFile } = parseCommandLine(process.argv.slice(2));
    const executable = findExecutable();
    const browser = findBrowser();
    announce(await readFile(path.join(rootFolder, 'src/testing/browser/stand-ins.txt'), 'utf8'));
    const words = findDetectedWords(await readFile(path.join(distFolder, 'module.js'), 'utf8'));
    const results = await runVersions(versions, { executable, browser, part });
    const types = { name: 'types', outcomes: await declarationOutcomes() };
    const count = report([...results, { name: 'module.js', outcomes: [wordOutcome(words)] }, types]);
    if (outputFile !== undefined) await writeFile(outputFile, JSON.stringify(count));
    if (count.numFailedTests > 0) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`test:browser failed: ${errorMessage(error)}\n`);
    process.exitCode = 1;
  }
}

function announce(line: string): void {
  process.stdout.write(`${line}\n`);
}

interface CommandLine {
  readonly versions: readonly GrafanaVersion[];
  readonly part: string;
  /** For the counts, under the names that jest writes them by. */
  readonly outputFile: string | undefined;
}

function parseCommandLine(given: string[]): CommandLine {
  const { values } = parseArgs({
    args: given,
    options: {
      all: { type: 'boolean', default: false },
      version: { type: 'string', multiple: true, default: [] },
      check: { type: 'string', default: '' },
      outputFile: { type: 'string' },
    },
  });
  const { all, version: names, check: part, outputFile } = values;
  const known = grafanaVersions.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--version expects one of ${known.join(', ')}, but got ${unknown}`);
  const isChosen = ({ name, always }: GrafanaVersion): boolean =>
    names.length > 0 ? names.includes(name) : all || always;
  return { versions: grafanaVersions.filter(isChosen), part, outputFile };
}

function findExecutable(): string {
  const file = path.join(distFolder, executableName(ownTarget()));
  const missing = [file, path.join(distFolder, 'module.js')].find((one) => !existsSync(one));
  if (missing !== undefined) throw new Error(`${missing} does not exist; run "npm run build"`);
  return file;
}

function findBrowser(): string {
  const found = browserOnPath();
  if (found !== undefined) return found;
  announce('Installing Chromium with apt-get …');
  run('apt-get', ['update', '--quiet=2']);
  run('apt-get', ['install', '--yes', '--quiet=2', '--no-install-recommends', 'chromium', 'fonts-liberation']);
  const installed = browserOnPath();
  if (installed === undefined) throw new Error('expected apt-get to install "chromium", but there is no such command');
  return installed;
}

function browserOnPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const files = browserNames.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return files.find((file) => existsSync(file));
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed; install Chromium yourself, or run as root: ${stderr.trim()}`);
  }
}

interface VersionResult {
  readonly name: string;
  readonly outcomes: readonly CheckOutcome[];
}

async function runVersions(
  versions: readonly GrafanaVersion[],
  { executable, browser, part }: Pick<RunOptions, 'executable' | 'browser' | 'part'>,
): Promise<readonly VersionResult[]> {
  const example = await startExampleServerProcess(executable);
  const guarded = await startGuardedServers(example.url);
  const screenshots = path.join(workFolder, 'browser');
  const options = {
    executable,
    browser,
    part,
    guarded,
    screenshots,
    announce,
    pluginFolder: distFolder,
    exampleUrl: example.url,
  };
  const results: VersionResult[] = [];
  try {
    for (const version of versions) {
      announce(`Grafana ${version.name}`);
      results.push({ name: version.name, outcomes: await runVersion(version, options) });
    }
    return results;
  } finally {
    await guarded.close();
    await example.stop();
  }
}

function wordOutcome(words: readonly string[]): CheckOutcome {
  const problem = words.length === 0 ? undefined : `Grafana takes module.js for an Angular plugin: ${words.join(', ')}`;
  return { name: 'nothing that Grafana takes for Angular', problem };
}

/** Grafana's newest packages have types of their own, and we declare a part of them: both have to say the same. */
async function declarationOutcomes(): Promise<readonly CheckOutcome[]> {
  const newest = grafanaVersions.at(-1);
  if (newest === undefined) throw new Error('expected a version of Grafana, got none');
  const folder = await installHostPackages(newest.name, announce);
  const problems = checkDeclarations(folder, readDeclarations());
  for (const problem of problems) announce(`  ${problem}`);
  const count = problems.length;
  return [
    {
      name: `our declarations fit the types of Grafana ${newest.full}`,
      problem: count === 0 ? undefined : `${String(count)} do not, see above`,
    },
    {
      name: 'a declaration that does not fit is found',
      problem: findsMistake(folder) ? undefined : 'expected a problem with AdHocVariableFilter, got none',
    },
  ];
}

/** So that the check above cannot pass because it compiles nothing. */
function findsMistake(folder: string): boolean {
  const { data, ...others } = readDeclarations();
  const mistaken = data.replace('readonly operator: string;', 'readonly operator: number;');
  return checkDeclarations(folder, { ...others, data: mistaken }).some((text) => text.includes('AdHocVariableFilter'));
}

interface TestCount {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

function report(results: readonly VersionResult[]): TestCount {
  announce('');
  for (const { name, outcomes } of results) {
    const failed = outcomes.filter(({ problem }) => problem !== undefined);
    announce(`${name.padEnd(10)} ${outcomes.length - failed.length} of ${outcomes.length}`);
    for (const { name: check, problem = '' } of failed) announce(`  FAILED ${check}: ${problem.split('\n')[0] ?? ''}`);
  }
  const outcomes = results.flatMap((result) => result.outcomes);
  const numFailedTests = outcomes.filter(({ problem }) => problem !== undefined).length;
  const numPassedTests = outcomes.length - numFailedTests;
  announce(`${numPassedTests} passed, ${numFailedTests} failed`);
  return { numPassedTests, numFailedTests };
}
