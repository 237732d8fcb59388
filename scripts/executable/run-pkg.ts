/**
 * Runs pkg once, as a process of its own: pkg finds its cache through the home folder and changes the working directory.
 * The one argument is a PkgRun as JSON.
 */
import childProcess, { type ExecFileOptions } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import type { BuildTarget } from '../build/build-targets.ts';
import { loadPkgSea } from './pkg-internals.ts';

/** What the parent process hands over. */
export interface PkgRun {
  readonly entry: string;
  /** Files by the names that `node:sea` knows them under. */
  readonly assets: Readonly<Record<string, string>>;
  readonly output: string;
  readonly target: BuildTarget;
  readonly nodeVersion: string;
  readonly useCodeCache: boolean;
}

const pkgPlatforms = { linux: 'linux', darwin: 'macos', win32: 'win' } as const;

// pkg's command line passes no seaConfig on in this mode, and its type leaves out the fields of newer Node.js versions.
const pkgRun = JSON.parse(process.argv[2] ?? '') as PkgRun;
const seaConfig = {
  disableExperimentalSEAWarning: true,
  assets: pkgRun.assets,
  useSnapshot: false,
  useCodeCache: pkgRun.useCodeCache,
  // Half of what Node.js takes for young objects when it is busy; see docs/performance.md.
  // Flags that change how V8 compiles would make it reject every code cache, that of Node.js itself too.
  // Without the other, SIGUSR1 opens the debugger on a port that every local user can talk to.
  execArgv: ['--max-semi-space-size=8', '--disable-sigusr1'],
  // Grafana hands its own environment on; a NODE_OPTIONS meant for some other program must not reach the plugin.
  execArgvExtension: 'none',
};

// Where pkg does not find its cache as it expects, it would take Node.js from the network, unlocked.
globalThis.fetch = (input) =>
  Promise.reject(new Error(`pkg looks for Node.js at ${JSON.stringify(input)}: its cache is laid out differently now`));

// Two builds of one commit give the same bytes, in any folder: V8's code cache has hashes in it that a random seed goes into, and Node.js
// writes the program's path, as it is given, into the blob. V8 takes the cache in a process with any other seed.
const execFile = promisify(childProcess.execFile);
const { execFile: original } = childProcess;
Object.assign(childProcess, {
  execFile: Object.assign(original.bind(childProcess), {
    [promisify.custom]: (file: string, args: readonly string[], options?: ExecFileOptions) =>
      args[0] === '--experimental-sea-config' ? makeBlob(file, args) : execFile(file, [...args], options),
  }),
});

async function makeBlob(node: string, args: readonly string[]): Promise<unknown> {
  const [option = '', file = ''] = args;
  const config = JSON.parse(await readFile(file, 'utf8')) as { readonly main: string };
  const { dir, base } = path.parse(config.main);
  await writeFile(file, JSON.stringify({ ...config, main: base }));
  return execFile(node, ['--random-seed=1', option, file], { cwd: dir });
}

// Loaded only now, since it takes over `fetch` and `execFile` as they are when it is loaded.
const pkgSea = await loadPkgSea();

await pkgSea(pkgRun.entry, {
  seaConfig,
  signature: false,
  targets: [
    {
      nodeRange: `node${pkgRun.nodeVersion}`,
      platform: pkgPlatforms[pkgRun.target.platform],
      arch: pkgRun.target.arch,
      output: pkgRun.output,
    },
  ],
});
