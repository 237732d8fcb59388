/**
 * `npm run test:interop [-- --plugin PATH] [jest's options]`: the packaged plugin against hosts made of the real
 * go-plugin and Grafana's plugin SDK, of today and of Grafana 7. Needs Go.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { errorMessage } from '../src/backend/sdk/builtins/error-message.ts';
import { type KnownGap, parseKnownGaps } from '../src/testing/interop/known-gaps.ts';
import { distFolder, rootFolder, workFolder } from './build/build-paths.ts';
import { executableName, ownTarget } from './build/build-targets.ts';

const wineLimitMs = 5 * 60_000;
const windowsChecks = ['5.4', '5.5', '5.6'];
const interopFolder = path.join(rootFolder, 'src/testing/interop');

await main();

async function main(): Promise<void> {
  try {
    const { plugin, resultsFile, jestArguments } = parseCommandLine(process.argv.slice(2));
    const gaps = parseKnownGaps(await readFile(path.join(interopFolder, 'known-gaps.txt'), 'utf8'));
    await mkdir(workFolder, { recursive: true });
    await rm(resultsFile, { force: true });
    const environment = {
      INTEROP_PLUGIN: plugin,
      INTEROP_HOST: buildHost('interop-host', []),
      INTEROP_HOST_GRAFANA7: buildHost('interop-host-grafana7', ['-modfile=../host-grafana7/go.mod', '-tags=grafana7']),
    };
    const windows = prepareWindows();
    const passed = runJest([...jestArguments, ...windows.jestArguments], { ...environment, ...windows.environment });
    const untried = [...gaps, ...windows.gaps];
    process.stdout.write(`${describeGaps(untried)}\n`);
    const stale = await findStaleGaps(gaps, resultsFile);
    if (stale.length > 0) throw new Error(`known-gaps.txt names checks that are no more: ${stale.join(', ')}`);
    if (!passed) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`test:interop failed: ${errorMessage(error)}\n`);
    process.exitCode = 1;
  }
}

interface CommandLine {
  readonly plugin: string;
  readonly resultsFile: string;
  readonly jestArguments: readonly string[];
}

/** `--plugin` is ours, everything else jest's. */
function parseCommandLine(given: readonly string[]): CommandLine {
  const others = [...given];
  const [plugin] = takeOption(others, 'plugin');
  const [resultsFile = path.join(workFolder, 'interop-results.json')] = takeOption(others, 'outputFile');
  return {
    plugin: findPlugin(plugin),
    resultsFile,
    jestArguments: [...others, '--json', `--outputFile=${resultsFile}`],
  };
}

/** Removes `--name value` or `--name=value` and returns the values. */
function takeOption(given: string[], name: string): readonly string[] {
  const { tokens } = parseArgs({ args: given, options: { [name]: { type: 'string' } }, strict: false, tokens: true });
  const found = tokens.flatMap((token) => (token.kind === 'option' && token.name === name ? [token] : []));
  for (const { index, inlineValue } of found.toReversed()) given.splice(index, inlineValue === true ? 1 : 2);
  return found.flatMap(({ value }) => (value === undefined ? [] : [value]));
}

function findPlugin(given: string | undefined): string {
  if (given !== undefined) {
    if (!existsSync(given)) throw new Error(`--plugin expects an executable, but ${given} does not exist`);
    return path.resolve(given);
  }
  const target = ownTarget();
  const file = path.join(distFolder, executableName(target));
  if (!existsSync(file)) {
    throw new Error(`${file} does not exist; run "npm run build -- --target ${target.name}", or use --plugin PATH`);
  }
  return file;
}

/** Go does nothing where nothing changed. */
function buildHost(name: string, options: readonly string[]): string {
  const file = path.join(workFolder, name);
  const { error, status } = spawnSync('go', ['build', '-buildvcs=false', ...options, '-o', file, '.'], {
    cwd: path.join(interopFolder, 'host'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error !== undefined)
    throw new Error('expected "go" to start; install Go from https://go.dev/dl', { cause: error });
  if (status !== 0) throw new Error(`go build of ${name} ended with code ${String(status)}; its own words are above`);
  return file;
}

interface WindowsPart {
  readonly environment: NodeJS.ProcessEnv;
  readonly jestArguments: readonly string[];
  readonly gaps: readonly KnownGap[];
}

/** Wine's chroot takes root and, the first time, some minutes; without it the Windows executable goes untried, and that is said. */
function prepareWindows(): WindowsPart {
  const program = path.join(distFolder, 'simple-json-plugin_windows_amd64.exe');
  const { launcher, problem } = existsSync(program)
    ? createWineLauncher(program)
    : { launcher: '', problem: `${program} does not exist` };
  if (problem === undefined) return { environment: { INTEROP_WINDOWS_PLUGIN: launcher }, jestArguments: [], gaps: [] };
  return {
    environment: {},
    jestArguments: [String.raw`--testPathIgnorePatterns=/windows\.test\.ts$`],
    gaps: windowsChecks.map((check) => ({ kind: 'untried', check, reason: `the Windows executable: ${problem}` })),
  };
}

function createWineLauncher(program: string): { readonly launcher: string; readonly problem?: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/test/wine-chroot.ts', program], {
    cwd: rootFolder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: wineLimitMs,
  });
  if (status === 0) return { launcher: stdout.trim() };
  const problem = status === null ? `Wine was not there within ${wineLimitMs / 60_000} minutes` : stderr.trim();
  return { launcher: '', problem: problem.split('\n').at(-1) ?? '' };
}

function runJest(given: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  const jest = path.join(rootFolder, 'node_modules/jest/bin/jest.js');
  const { status } = spawnSync(process.execPath, [jest, ...given, '--selectProjects', 'interop'], {
    cwd: rootFolder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status === 0;
}

/** Checks that are said to fail and that no test file has, when all files that can run anywhere ran. */
async function findStaleGaps(gaps: readonly KnownGap[], resultsFile: string): Promise<readonly string[]> {
  const { testResults } = JSON.parse(await readFile(resultsFile, 'utf8')) as {
    testResults: readonly { assertionResults: readonly { title: string }[] }[];
  };
  if (testResults.length < globSync('*.test.ts', { cwd: interopFolder, exclude: ['windows.test.ts'] }).length)
    return [];
  const titles = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ title }) => title));
  const numbers = new Set(titles.map((title) => title.split(' ')[0]));
  return gaps.filter(({ kind, check }) => kind === 'fails' && !numbers.has(check)).map(({ check }) => check);
}

function describeGaps(gaps: readonly KnownGap[]): string {
  if (gaps.length === 0) return 'Known gaps: none';
  return ['Known gaps:', ...gaps.map(({ kind, check, reason }) => `  ${check} ${kind}: ${reason}`)].join('\n');
}
