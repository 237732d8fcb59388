/**
 * `node scripts/wine-chroot.ts [PROGRAM.exe]`: makes a folder with Debian 13 and its Wine 10, once, and prints the path of a command that
 * runs the Windows program in it, fit to be started by Grafana or any other host. Debian 12's Wine 8 ends inside V8.
 *
 * Needs root, debootstrap (or apt-get to fetch it) and the machine's own Debian mirror; two minutes and 2 GB.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

import { distFolder, workFolder } from './build-paths.ts';
import { selectTargets } from './build-targets.ts';
import { findDebianMirror } from './debian-mirror.ts';
import { findNodeBinary } from './node-binaries.ts';

const release = 'trixie';
const [enterChroot, runInWine, relay] = ['enter-chroot.sh', 'run-in-wine.sh', 'relay-stdio.ts'].map((name) =>
  path.join(import.meta.dirname, name),
) as [string, string, string];

/** Without a graphics driver Wine looks for no display. The registry is written when Wine's server ends. */
const prepareWine = String.raw`
  export WINEPREFIX=/var/lib/wine WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
  /usr/lib/wine/wine64 reg add 'HKCU\Software\Wine\Drivers' /v Graphics /d null /f
  /usr/lib/wine/wineserver64 --wait
  grep -q 'Cryptography' /var/lib/wine/system.reg
`;

await main();

async function main(): Promise<void> {
  try {
    const program = path.resolve(process.argv[2] ?? path.join(distFolder, 'simple-json-plugin_windows_amd64.exe'));
    requireRoot();
    const cache = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
    const chroot = path.join(cache, 'simple-json-plugin', `wine-${release}`);
    if (!existsSync(chroot)) makeChroot(chroot);
    process.stdout.write(`${writeLauncher(program, await createCommand(chroot, program))}\n`);
  } catch (error) {
    process.stderr.write(`wine-chroot failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

function requireRoot(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error('expected to run as root on Linux, since chroot and mount allow nobody else');
  }
}

/** Appears under its name only when it is complete. */
function makeChroot(chroot: string): void {
  mkdirSync(path.dirname(chroot), { recursive: true });
  const partial = mkdtempSync(`${chroot}.`);
  try {
    const { command, env } = findDebootstrap(partial);
    const system = path.join(partial, 'system');
    run(command, ['--variant=minbase', '--include=wine64', release, system, readMirror()], env);
    rmSync(path.join(system, 'var/cache/apt/archives'), { recursive: true, force: true });
    rmSync(path.join(system, 'var/lib/apt/lists'), { recursive: true, force: true });
    run(enterChroot, [system, '/srv', 'sh', '-euc', prepareWine]);
    renameSync(system, chroot);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** debootstrap is a shell script; where it is not installed, it runs from its unpacked package. */
function findDebootstrap(folder: string): { command: string; env: NodeJS.ProcessEnv } {
  const installed = '/usr/sbin/debootstrap';
  if (existsSync(installed)) return { command: installed, env: {} };
  const fetch = 'apt-get download -qq debootstrap';
  const script = `cd "$1"; ${fetch} || { apt-get update -qq; ${fetch}; }; dpkg-deb -x debootstrap_*.deb tool`;
  run('sh', ['-euc', script, 'sh', folder]);
  const tool = path.join(folder, 'tool/usr');
  return {
    command: path.join(tool, 'sbin/debootstrap'),
    env: { DEBOOTSTRAP_DIR: path.join(tool, 'share/debootstrap') },
  };
}

function readMirror(): string {
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  const files = ['/etc/apt/sources.list', ...globSync('/etc/apt/sources.list.d/*.{list,sources}')].filter(existsSync);
  const mirror = findDebianMirror(files.map((file) => readFileSync(file, 'utf8')).join('\n\n'), codename);
  if (mirror === undefined) {
    throw new Error(`expected /etc/apt to name a mirror for "${codename}", but none of ${files.join(', ')} does`);
  }
  return mirror;
}

async function createCommand(chroot: string, program: string): Promise<readonly string[]> {
  const [windows] = selectTargets(['windows_amd64']);
  if (windows === undefined) throw new Error('expected windows_amd64 to be a target');
  const { file: node } = await findNodeBinary(windows);
  const folders = [node, relay, program].map((file) => path.dirname(file));
  return [enterChroot, chroot, folders.join(':'), runInWine, node, relay, program];
}

/** A command without arguments, which is all that a plugin.json can name. */
function writeLauncher(program: string, command: readonly string[]): string {
  const file = path.join(workFolder, 'wine', path.basename(program, '.exe'));
  mkdirSync(path.dirname(file), { recursive: true });
  const words = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  writeFileSync(file, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  return file;
}

/** What the tools say goes to stderr: stdout is for the path. */
function run(command: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  execFileSync(command, argv, { env: { ...process.env, ...env }, stdio: ['ignore', 2, 2] });
}
