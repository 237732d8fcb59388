import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

import { readDebianMirror } from './debian-packages.ts';

const release = 'trixie';
/** For each of the two steps; a mirror that does not answer must not take all the time there is. */
const limitMs = 20 * 60_000;

/** `enter-chroot.sh`, which see. */
export const enterChroot = path.join(import.meta.dirname, 'enter-chroot.sh');

/** What a folder with Debian 13 is to hold. */
export interface DebianRoot {
  /** Of the folder; the release is added. */
  readonly name: string;
  /** Packages beside the smallest system. */
  readonly packages: readonly string[];
  /** Files of this machine that have to be there when `prepare` runs, at the paths they have here. */
  readonly files?: readonly string[];
  /** A shell script that is run inside, once. */
  readonly prepare: string;
}

/**
 * The path of a folder with Debian 13 to chroot into, made on first use and kept in the user's cache folder; delete it to have it made
 * again. Needs debootstrap (or apt-get to fetch it) and the machine's own Debian mirror, some minutes and up to 2 GB.
 * @throws when this is not Linux, not root, or the folder cannot be made
 */
export function provideDebianRoot(wanted: DebianRoot): string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error('expected to run as root on Linux, since chroot and mount allow nobody else');
  }
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  const root = path.join(cache, 'simple-json-plugin', `${wanted.name}-${release}`);
  if (!existsSync(root)) {
    process.stderr.write(`Making a Debian in ${root}, which takes some minutes …\n`);
    makeRoot(root, wanted);
  }
  return root;
}

/** Copies files of this machine to where they are in the root, such as what says how to reach the network. */
export function copyIntoRoot(root: string, files: readonly string[]): void {
  for (const file of files) {
    if (!existsSync(file)) continue;
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    copyFileSync(file, path.join(root, file));
  }
}

/** Appears under its name only when it is complete. */
function makeRoot(root: string, { packages, files = [], prepare }: DebianRoot): void {
  mkdirSync(path.dirname(root), { recursive: true });
  const partial = mkdtempSync(`${root}.`);
  try {
    const { command, env } = findDebootstrap(partial);
    const system = path.join(partial, 'system');
    run(command, ['--variant=minbase', `--include=${packages.join(',')}`, release, system, readDebianMirror()], env);
    copyIntoRoot(system, files);
    const aptConfig = execFileSync('apt-config', ['dump', 'Acquire']);
    writeFileSync(path.join(system, 'etc/apt/apt.conf.d/99machine'), aptConfig);
    run(enterChroot, [system, '/srv', 'sh', '-euc', prepare]);
    rmSync(path.join(system, 'var/cache/apt/archives'), { recursive: true, force: true });
    rmSync(path.join(system, 'var/lib/apt/lists'), { recursive: true, force: true });
    renameSync(system, root);
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

/** The output of the tools goes to stderr, since stdout is for the caller's result. */
function run(command: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  execFileSync(command, argv, { env: { ...process.env, ...env }, stdio: ['ignore', 2, 2], timeout: limitMs });
}
