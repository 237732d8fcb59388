import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

import { rootFolder } from '../build/build-paths.ts';
import { ownTarget } from '../build/build-targets.ts';
import { copyIntoRoot, enterChroot, provideDebianRoot } from './debian-root.ts';
import { findCertificateFiles, selectNetworkLines, selectNetworkVariables } from './npm-network-settings.ts';

/** How a new user's machine may differ. */
export interface MachineKind {
  /** Version of npm, or `debian` for what Debian 13 brings: 9.2.0. */
  readonly npm: string;
  /** Version of the machine's own Node.js, or `debian`: 20.19.2. */
  readonly node: string;
  readonly user: 'ordinary' | 'root';
}

/** Debian 13 with a clone of this checkout and nothing but `nodejs npm git ca-certificates`: no compiler, no Go, no Python, no libatomic. */
export interface FreshMachine {
  /** Runs a shell command in the clone, whose origin has the branch `next` with one commit more. Its output is written to the file. */
  readonly run: (command: string, logFile: string) => { readonly passed: boolean };
  readonly remove: () => void;
}

const limitMs = 20 * 60_000;
const userId = 1000;
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Debian's npm wants node-gyp, and that wants Python; nobody here does. */
const prepare = `
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -qq --no-install-recommends nodejs npm git ca-certificates >/dev/null
  rm /usr/bin/python3*
  useradd --uid ${userId} newcomer
`;

/** @throws when no root can be made or entered here */
export function provideFreshRoot(): string {
  const files = ['/etc/resolv.conf', '/etc/hosts', ...machineSettings().certificates];
  const root = provideDebianRoot({ name: 'fresh', packages: ['ca-certificates'], files, prepare });
  copyIntoRoot(root, files);
  execFileSync(enterChroot, [root, '/srv', 'true'], { stdio: ['ignore', 'ignore', 2] });
  return root;
}

/**
 * Its folders are folders of this machine, mounted at the same path; they belong to the user who runs the commands.
 * @param commit the commit of the clone
 */
export function startFreshMachine(root: string, kind: MachineKind, commit: string): FreshMachine {
  const base = mkdtempSync('/var/tmp/simple-json-plugin-');
  const remove = (): void => {
    rmSync(base, { recursive: true, force: true });
    // What it was mounted on.
    rmSync(path.join(root, base), { recursive: true, force: true });
  };
  try {
    const place = furnish(base, kind, commit);
    return { run: (command, logFile) => runInside({ root, base, ...place }, command, logFile), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function furnish(base: string, kind: MachineKind, commit: string): Pick<Place, 'clone' | 'user' | 'environment'> {
  const { lines, variables } = machineSettings();
  const clone = path.join(base, 'my projects', 'simple json');
  cloneCommit(commit, path.join(base, 'origin.git'), clone);
  writeFileSync(path.join(base, '.npmrc'), lines);
  fillNpmCache(base);
  const environment = {
    ...variables,
    HOME: base,
    PATH: [...installTools(path.join(base, 'tools'), kind), systemPath].join(':'),
  };
  const user = kind.user === 'root' ? 0 : userId;
  chmodSync(base, 0o755);
  execFileSync('chown', ['-R', `${user}:${user}`, base]);
  return { clone, user, environment };
}

/** How npm gets through to its registry from here; nothing else of this machine's settings. */
function machineSettings(): { lines: string; variables: Record<string, string>; certificates: readonly string[] } {
  const files = ['npm_config_globalconfig', 'npm_config_userconfig'].map((name) => process.env[name] ?? '');
  const lines = selectNetworkLines(
    files
      .filter(existsSync)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n'),
  );
  const variables = selectNetworkVariables(process.env);
  return { lines, variables, certificates: findCertificateFiles(lines, variables) };
}

function cloneCommit(commit: string, origin: string, clone: string): void {
  git(['clone', '--quiet', '--bare', rootFolder, origin]);
  git(['-C', origin, 'fetch', '--quiet', rootFolder, `${commit}:refs/heads/fresh-machine`]);
  git(['-C', origin, 'symbolic-ref', 'HEAD', 'refs/heads/fresh-machine']);
  git(['clone', '--quiet', origin, clone]);
  addCommit(origin, `${clone}-next`);
}

/** Another commit that changes what the executable is made of. */
function addCommit(origin: string, folder: string): void {
  git(['clone', '--quiet', origin, folder]);
  appendFileSync(path.join(folder, 'src/backend/main.ts'), '\n// another line\n');
  const author = ['-c', 'user.name=Another', '-c', 'user.email=another@test'];
  git(['-C', folder, ...author, 'commit', '--quiet', '--all', '--message', 'Add another line']);
  git(['-C', folder, 'push', '--quiet', 'origin', 'HEAD:refs/heads/next']);
  rmSync(folder, { recursive: true });
}

function git(argv: readonly string[]): void {
  execFileSync('git', argv, { stdio: ['ignore', 2, 2] });
}

/** A warm cache: what `npm ci` took from the registry here need not be taken again. Another npm may be at work in `tmp`. */
function fillNpmCache(home: string): void {
  const cache = path.join(process.env['npm_config_cache'] ?? '', '_cacache');
  for (const folder of ['content-v2', 'index-v5']) {
    const source = path.join(cache, folder);
    if (existsSync(source)) cpSync(source, path.join(home, '.npm/_cacache', folder), { recursive: true });
  }
}

/** @returns the folders that go in front of the system's. */
function installTools(folder: string, { npm, node }: MachineKind): readonly string[] {
  const folders: string[] = [];
  if (npm !== 'debian') {
    installPackage(path.join(folder, 'npm'), `npm@${npm}`);
    folders.push(path.join(folder, 'npm/node_modules/.bin'));
  }
  if (node !== 'debian') {
    const { nodePackage } = ownTarget();
    installPackage(path.join(folder, 'node'), `${nodePackage}@${node}`);
    folders.push(path.join(folder, 'node/node_modules', nodePackage, 'bin'));
  }
  return folders;
}

function installPackage(folder: string, specification: string): void {
  mkdirSync(folder, { recursive: true });
  const argv = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--loglevel=error', specification];
  execFileSync('npm', argv, { cwd: folder, stdio: ['ignore', 2, 2] });
}

interface Place {
  readonly root: string;
  readonly base: string;
  readonly clone: string;
  readonly user: number;
  readonly environment: Readonly<Record<string, string>>;
}

function runInside(
  { root, base, clone, user, environment }: Place,
  command: string,
  logFile: string,
): { passed: boolean } {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const asUser = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
  const log = openSync(logFile, 'w');
  try {
    const { status } = spawnSync(
      enterChroot,
      [root, base, 'env', '-i', ...variables, ...asUser, 'sh', '-c', `cd "$1" && ${command}`, 'sh', clone],
      { stdio: ['ignore', log, log], timeout: limitMs },
    );
    return { passed: status === 0 };
  } finally {
    closeSync(log);
  }
}
