import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  globSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

import { unpackDebianPackages, type UnpackedPackage } from './debian-packages.ts';

/** The files of glibc in Grafana's images for x64, all below /usr/glibc-compat/lib; those for arm64 have none. */
const alpineFiles = [
  'ld-linux-x86-64.so.2',
  'libc.so.6',
  'libdl.so.2',
  'libm.so.6',
  'libpthread.so.0',
  'librt.so.1',
  'libresolv.so.2',
];
const release = 'bookworm';
/** Mount points of src/testing/start/enter-root.sh, and what a container runtime writes. */
const folders = ['dev', 'etc', 'plugin', 'proc', 'run', 'tmp'];
const hosts = '127.0.0.1 localhost\n127.0.0.1 by-hosts-file.example\n';
const passwd = 'root:x:0:0:root:/root:/bin/sh\ngrafana:x:472:0::/usr/share/grafana:/sbin/nologin\n';
const resolvConf = 'nameserver 127.83.74.1\noptions timeout:2\n';

/** What goes into the roots. */
export interface RootPrograms {
  /** Statically linked, for this machine. */
  readonly host: string;
  readonly launcher: string;
  readonly plugins: Readonly<Record<'amd64' | 'arm64', string>>;
}

/** Makes the folders that src/testing/start enters: Debian's libraries, what Grafana's images on Alpine have, and nothing. */
export function makeStartRoots(folder: string, programs: RootPrograms): void {
  rmSync(folder, { recursive: true, force: true });
  const packages = `${folder}-packages`;
  for (const arch of ['amd64', 'arm64'] as const) {
    const names = ['libc6', 'libstdc++6', 'libgcc-s1', 'busybox-static'];
    const unpacked = unpackDebianPackages({ release, arch, names }, packages);
    const [debian, alpine, empty] = ['Debian', 'Alpine', 'empty'].map((system) =>
      path.join(folder, `${system}-${arch}`),
    ) as [string, string, string];
    for (const root of [debian, alpine, empty]) fillRoot(root, arch, programs);
    for (const each of unpacked.slice(0, 3)) cpSync(each.folder, debian, { recursive: true, verbatimSymlinks: true });
    fillAlpine(alpine, arch, unpacked);
  }
  placeEmulator(folder);
}

function fillRoot(root: string, arch: 'amd64' | 'arm64', { host, launcher, plugins }: RootPrograms): void {
  for (const each of folders) mkdirSync(path.join(root, each), { recursive: true });
  writeFileSync(path.join(root, 'etc/hosts'), hosts);
  writeFileSync(path.join(root, 'etc/resolv.conf'), resolvConf);
  copyFileSync(host, path.join(root, 'host'));
  copyFileSync(launcher, path.join(root, 'launcher'));
  const plugin = path.join(root, 'plugin/simple-json-plugin');
  copyFileSync(plugins[arch], plugin);
  chmodSync(plugin, 0o755);
}

function fillAlpine(root: string, arch: 'amd64' | 'arm64', unpacked: readonly UnpackedPackage[]): void {
  const folderOf = (name: string): string => unpacked.find((each) => each.name === name)?.folder ?? '';
  for (const each of ['bin', 'lib', 'usr/lib']) mkdirSync(path.join(root, each), { recursive: true });
  copyFileSync(path.join(folderOf('busybox-static'), 'bin/busybox'), path.join(root, 'bin/busybox'));
  symlinkSync('busybox', path.join(root, 'bin/sh'));
  // Alpine's own libraries are musl's, which fit nothing here; whoever takes one fails.
  for (const name of ['libstdc++.so.6', 'libgcc_s.so.1']) {
    writeFileSync(path.join(root, 'usr/lib', name), 'not for glibc');
  }
  writeFileSync(path.join(root, 'etc/passwd'), passwd);
  if (arch === 'amd64') addGlibc(root, folderOf('libc6'));
}

function addGlibc(root: string, libc: string): void {
  const compat = path.join(root, 'usr/glibc-compat/lib');
  mkdirSync(compat, { recursive: true });
  for (const name of alpineFiles) {
    const [file = ''] = globSync(`lib/*/${name}`, { cwd: libc });
    copyFileSync(path.join(libc, file), path.join(compat, name));
  }
  mkdirSync(path.join(root, 'lib64'));
  symlinkSync('/usr/glibc-compat/lib/ld-linux-x86-64.so.2', path.join(root, 'lib64/ld-linux-x86-64.so.2'));
  // The loader in the images was made to look there, Debian's has to be told.
  writeFileSync(path.join(root, 'etc/ld.so.conf'), '/usr/glibc-compat/lib\n');
  execFileSync('/sbin/ldconfig', ['-r', root]);
}

/** Runs what is for arm64; part of the Debian machine where it is installed, else from its package. */
function placeEmulator(folder: string): void {
  const installed = '/usr/bin/qemu-aarch64-static';
  const emulator = path.join(folder, 'emulator');
  if (spawnSync(installed, ['--version']).status === 0) copyFileSync(installed, emulator);
  else {
    const [qemu] = unpackDebianPackages({ release, arch: 'amd64', names: ['qemu-user-static'] }, `${folder}-packages`);
    renameSync(path.join(qemu?.folder ?? '', installed), emulator);
  }
  for (const system of ['Debian', 'Alpine', 'empty'])
    copyFileSync(emulator, path.join(folder, `${system}-arm64`, 'emulator'));
}
