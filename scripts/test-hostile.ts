/**
 * `npm run test:hostile [-- --plugin PATH] [jest's options]`: hostile inputs against the packaged executable, one case after the other,
 * and in the end a table of what everybody else saw of each.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { errorMessage } from '../src/backend/sdk/builtins/error-message.ts';
import { type CaseResult, formatResults } from '../src/testing/hostile/support/case-results.ts';
import { distFolder, rootFolder, workFolder } from './build/build-paths.ts';
import { executableName, ownTarget } from './build/build-targets.ts';

const resultLines = path.join(workFolder, 'hostile-results.jsonl');
const table = path.join(workFolder, 'hostile-results.txt');

try {
  await main();
} catch (error) {
  process.stderr.write(`test:hostile failed: ${errorMessage(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { plugin, jestArguments } = parseCommandLine(process.argv.slice(2));
  await mkdir(workFolder, { recursive: true });
  await rm(resultLines, { force: true });
  const jest = path.join(rootFolder, 'node_modules/jest/bin/jest.js');
  // One after the other, since the cases measure, and some use all memory or CPU. `forceExit`, since a case that fails leaves servers open.
  const always = ['--runInBand', '--forceExit', '--selectProjects=hostile'];
  const { status } = spawnSync(process.execPath, [jest, ...jestArguments, ...always], {
    cwd: rootFolder,
    env: { ...process.env, HOSTILE_PLUGIN: plugin, HOSTILE_RESULTS: resultLines },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const results = existsSync(resultLines) ? parseResults(await readFile(resultLines, 'utf8')) : [];
  const text = `${formatResults(results)}\n`;
  await writeFile(table, text);
  process.stdout.write(`\n${text}\nalso in ${path.relative(rootFolder, table)}\n`);
  if (status !== 0) process.exitCode = 1;
}

/** `--plugin` is ours, everything else jest's. */
function parseCommandLine(given: readonly string[]): { plugin: string; jestArguments: readonly string[] } {
  const options = { plugin: { type: 'string' } } as const;
  const { values, tokens } = parseArgs({ args: [...given], options, strict: false, tokens: true });
  const ours = tokens.find((token) => token.kind === 'option' && token.name === 'plugin');
  const others = [...given];
  if (ours?.kind === 'option') others.splice(ours.index, ours.inlineValue === true ? 1 : 2);
  const target = ownTarget();
  const plugin =
    typeof values.plugin === 'string' ? path.resolve(values.plugin) : path.join(distFolder, executableName(target));
  if (existsSync(plugin)) return { plugin, jestArguments: others };
  throw new Error(`${plugin} does not exist; run "npm run build -- --target ${target.name}", or use --plugin PATH`);
}

function parseResults(lines: string): readonly CaseResult[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CaseResult);
}
