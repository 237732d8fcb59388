/** `npm run check`: everything that can be said about the code without running it. */
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { rootFolder } from './build/build-paths.ts';
import { findNodeDisagreements } from './check/check-node-version.ts';
import { findVersionDisagreements } from './check/check-versions.ts';
import { lintOpenapi } from './check/lint-openapi.ts';

interface Step {
  readonly name: string;
  readonly run: () => Promise<StepResult>;
}

interface StepResult {
  readonly passed: boolean;
  /** Everything the tool had to say. */
  readonly output: string;
}

await main();

async function main(): Promise<void> {
  // The longest first, so that no processor waits for it alone in the end.
  const steps: Step[] = [
    tool('lint', 'eslint', ['.']),
    ...globSync('{.,src/*}/tsconfig.json', { cwd: rootFolder }).map((project) =>
      tool(`types ${path.dirname(project)}`, 'tsc', ['--project', project]),
    ),
    tool('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
    tool('imports', 'depcruise', ['src']),
    tool('unused', 'knip', ['--no-progress']),
    // Exports that only tests use are dead code, unless they are marked @internal: then their own file uses them, too.
    tool('unused but in tests', 'knip', ['--no-progress', '--production']),
    { name: 'openapi', run: checkOpenapi },
    { name: 'versions', run: checkVersions },
  ];
  let failures = 0;
  const work = async (): Promise<void> => {
    for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
      if (!(await report(step))) failures++;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  if (failures > 0) process.exitCode = 1;
}

async function report({ name, run }: Step): Promise<boolean> {
  const start = performance.now();
  const { passed, output } = await run().catch((error: unknown) => ({ passed: false, output: String(error) }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(20)} ${seconds.padStart(5)} s\n`);
  if (!passed) process.stdout.write(`${output.trimEnd()}\n`);
  return passed;
}

function tool(name: string, command: string, args: readonly string[]): Step {
  return {
    name,
    run: async () => {
      const program = path.join(rootFolder, 'node_modules/.bin', command);
      if (!existsSync(program)) return { passed: false, output: `${program} does not exist; run "npm ci"` };
      const child = spawn(process.execPath, [program, ...args], { cwd: rootFolder, stdio: ['ignore', 'pipe', 'pipe'] });
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
      return { passed: code === 0, output: stdout + stderr };
    },
  };
}

async function checkOpenapi(): Promise<StepResult> {
  const problems = await lintOpenapi(path.join(rootFolder, 'docs/openapi.yaml'));
  return { passed: problems.length === 0, output: problems.join('\n') };
}

async function checkVersions(): Promise<StepResult> {
  const read = (file: string): Promise<string> => readFile(path.join(rootFolder, file), 'utf8');
  const packageJson = await read('package.json');
  const problems = [
    ...findVersionDisagreements({
      packageJson,
      packageLockJson: await read('package-lock.json'),
      pluginJson: await read('src/plugin.json'),
      changelog: await read('CHANGELOG.md'),
    }),
    ...findNodeDisagreements({
      packageJson,
      readme: await read('README.md'),
      contributing: await read('CONTRIBUTING.md'),
      nvmrc: await read('.nvmrc'),
    }),
  ];
  return { passed: problems.length === 0, output: problems.join('\n') };
}
