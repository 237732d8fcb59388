import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';

import { distFolder, rootFolder } from './build-paths.ts';
import { executableName, type BuildTarget, ownTarget } from './build-targets.ts';

/** What the executable is made of. */
const sources = [
  'package.json',
  'package-lock.json',
  'src/plugin.json',
  'src/{backend,shared}/**/*.ts',
  'scripts/{build,executable}/**/*.ts',
  'scripts/{build,find-pinned-node}.{ts,cjs}',
  'scripts/executable/linux/start/**',
];
const notSources = ['**/*.test.ts', 'scripts/build/up-to-date-executable.ts'];

/**
 * The path of the packaged executable for this machine, built now if there is none or a source is newer.
 * @throws when the build makes none for this machine, or fails.
 */
export async function upToDateExecutable(announce: (line: string) => void): Promise<string> {
  const target = ownTarget();
  const executable = path.join(distFolder, executableName(target));
  if (!(await isNewerThanSources(executable))) {
    announce(`Building ${path.relative(rootFolder, executable)} …`);
    await build(target);
  }
  return executable;
}

async function isNewerThanSources(executable: string): Promise<boolean> {
  const built = await changedMs(executable);
  const files = globSync(sources, { cwd: rootFolder, exclude: notSources });
  const changed = await Promise.all(files.map((file) => changedMs(path.join(rootFolder, file))));
  return changed.every((ms) => ms < built);
}

/** 0 when there is no such file. */
async function changedMs(file: string): Promise<number> {
  return await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

async function build({ name }: BuildTarget): Promise<void> {
  const script = path.join(rootFolder, 'scripts/build.ts');
  const child = spawn(process.execPath, [script, '--target', name], {
    cwd: rootFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0)
    throw new Error(`"npm run build -- --target ${name}" ended with code ${String(code)}; its own words are above`);
}
