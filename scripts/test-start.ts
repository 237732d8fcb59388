/**
 * `npm run test:start [-- jest's options]`: the Linux executables in dist/ in root folders of Debian, of Grafana's images on Alpine and of
 * nothing, on both processors, and on systems that refuse this and that; in the end the table for docs/linux.md. Needs root on a Debian
 * machine for x64, and Go.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { errorMessage } from '../src/backend/sdk/builtins/error-message.ts';
import { distFolder, rootFolder, workFolder } from './build/build-paths.ts';
import { executableName, selectTargets } from './build/build-targets.ts';
import { makeStartRoots } from './test/start-roots.ts';

const testing = path.join(rootFolder, 'src/testing');
const verdicts: Readonly<Record<string, string>> = { passed: 'yes', failed: 'NO' };

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`test:start failed: ${errorMessage(error)}\n`);
  process.exitCode = 1;
}

function main(given: readonly string[]): void {
  if (process.platform !== 'linux' || process.arch !== 'x64' || process.getuid?.() !== 0) {
    throw new Error('expected to run as root on Linux for x64, since chroot and mount allow nobody else');
  }
  mkdirSync(workFolder, { recursive: true });
  const roots = path.join(workFolder, 'start-roots');
  makeStartRoots(roots, {
    host: buildStatic(path.join(testing, 'interop/host')),
    launcher: buildStatic(path.join(testing, 'start/launcher')),
    plugins: { amd64: findPlugin('linux_amd64'), arm64: findPlugin('linux_arm64') },
  });
  const { results, jestArguments } = parseCommandLine(given);
  const jest = path.join(rootFolder, 'node_modules/jest/bin/jest.js');
  const output = ['--json', `--outputFile=${results}`];
  const { status } = spawnSync(process.execPath, [jest, ...jestArguments, ...output, '--selectProjects', 'start'], {
    cwd: rootFolder,
    env: { ...process.env, START_ROOTS: roots },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  process.stdout.write(`\n${formatResults(readFileSync(results, 'utf8'))}`);
  if (status !== 0) process.exitCode = 1;
}

function findPlugin(name: string): string {
  const [target] = selectTargets([name]);
  const file = target === undefined ? '' : path.join(distFolder, executableName(target));
  if (!existsSync(file)) throw new Error(`${file} does not exist; run "npm run build -- --target ${name}"`);
  return file;
}

/** Linked statically, to run where there is no C library. */
function buildStatic(folder: string): string {
  const file = path.join(workFolder, `static-${path.basename(folder)}`);
  const { error, status } = spawnSync('go', ['build', '-buildvcs=false', '-o', file, '.'], {
    cwd: folder,
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error !== undefined)
    throw new Error('expected "go" to start; install Go from https://go.dev/dl', { cause: error });
  if (status !== 0) throw new Error(`go build of ${folder} ended with code ${String(status)}; its own words are above`);
  return file;
}

/** Takes `--outputFile` out: this script passes it to jest. */
function parseCommandLine(given: readonly string[]): { results: string; jestArguments: readonly string[] } {
  const options = { outputFile: { type: 'string', default: path.join(workFolder, 'start-results.json') } } as const;
  const { values, tokens } = parseArgs({ args: [...given], options, strict: false, tokens: true });
  const ours = tokens.find((token) => token.kind === 'option' && token.name === 'outputFile');
  const jestArguments = given.filter((each) => each !== '--json');
  const at = ours === undefined ? -1 : jestArguments.indexOf(given[ours.index] ?? '');
  if (ours?.kind === 'option' && at >= 0) jestArguments.splice(at, ours.inlineValue === true ? 1 : 2);
  return { results: path.resolve(String(values.outputFile)), jestArguments };
}

interface TestResult {
  readonly title: string;
  readonly status: string;
  readonly ancestorTitles: readonly string[];
}

/** One line for each place, one column for each check; Markdown. */
function formatResults(json: string): string {
  const { testResults } = JSON.parse(json) as { testResults: readonly { assertionResults: readonly TestResult[] }[] };
  return testResults.map(({ assertionResults }) => formatTable(assertionResults)).join('\n');
}

function formatTable(results: readonly TestResult[]): string {
  const checks = [...new Set(results.map(({ title }) => title))];
  const places = Map.groupBy(results, ({ ancestorTitles }) => ancestorTitles.join(' '));
  const rows = [...places].map(([place, found]) => [
    place,
    ...checks.map((check) => verdicts[found.find(({ title }) => title === check)?.status ?? ''] ?? '–'),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [['', ...checks], ['', ...checks].map(() => '---'), ...rows].map(line).join('');
}
