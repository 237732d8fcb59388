/**
 * `node scripts/update-libraries.ts`: takes the shared libraries that Linux executables bring along from Debian's packages, writes them
 * to scripts/start/libraries and their versions and hashes to libraries.json there. Run it on a Debian machine for a newer glibc, look at
 * the difference of libraries.json, run `npm run test:start`, commit. Building needs none of this.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

import { librariesFolder, type BundledLibrary } from './bundled-libraries.ts';
import { findDebianMirror } from './debian-mirror.ts';

/** Debian's packages of one release and what is taken from each. */
interface Origin {
  readonly release: string;
  readonly packages: Readonly<Record<string, readonly string[]>>;
}

/**
 * The C library from the newest release. libstdc++ and libgcc from the last one whose packages run with glibc 2.28, the oldest that
 * Node.js itself runs with: they have to fit whatever C library a system has.
 */
const origins: readonly Origin[] = [
  {
    release: 'trixie',
    packages: { libc6: ['ld-linux-*.so.?', 'libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0'] },
  },
  {
    release: 'bullseye',
    packages: { 'libstdc++6': ['libstdc++.so.6'], 'libgcc-s1': ['libgcc_s.so.1'], 'gcc-10-base': [] },
  },
];

const architectures = { x64: 'amd64', arm64: 'arm64' } as const;

const folder = mkdtempSync(path.join(tmpdir(), 'libraries-'));
try {
  const libraries = Object.fromEntries(
    Object.entries(architectures).map(([arch, debian]) => [
      arch,
      origins.flatMap((origin) => take(origin, arch, debian)),
    ]),
  );
  writeFileSync(path.join(librariesFolder, 'libraries.json'), `${JSON.stringify(libraries, undefined, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

function take({ release, packages }: Origin, arch: string, debian: string): readonly BundledLibrary[] {
  const work = path.join(folder, `${release}-${debian}`);
  const apt = createApt(work, release, debian);
  apt('update', '-qq');
  return Object.entries(packages).flatMap(([name, patterns]) => {
    apt('download', '-qq', name);
    const [archive] = globSync(`${name}_*.deb`, { cwd: work });
    if (archive === undefined) throw new Error(`expected apt-get to download ${name} of ${release}, but it did not`);
    const deb = path.join(work, archive);
    const unpacked = path.join(work, name);
    execFileSync('dpkg-deb', ['--extract', deb, unpacked]);
    const field = (field: string): string =>
      execFileSync('dpkg-deb', ['--field', deb, field], { encoding: 'utf8' }).trim();
    const version = field('Version');
    const source = /^\S+/.exec(field('Source'))?.[0] ?? name;
    copyNotice(unpacked, source);
    return patterns.map((pattern) => ({
      ...store(findFile(unpacked, pattern), arch),
      package: `${name} ${version}`,
      source: `${source} ${version} (Debian ${release})`,
    }));
  });
}

/** apt-get with lists and settings of its own: nothing of the machine changes. */
function createApt(work: string, release: string, debian: string): (...argv: readonly string[]) => void {
  for (const each of ['state/lists/partial', 'cache/archives/partial'])
    mkdirSync(path.join(work, each), { recursive: true });
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  const files = globSync(['/etc/apt/sources.list', '/etc/apt/sources.list.d/*.{list,sources}']);
  const mirror = findDebianMirror(files.map((file) => readFileSync(file, 'utf8')).join('\n\n'), codename);
  if (mirror === undefined) throw new Error('expected /etc/apt to name a Debian mirror, but it does not');
  const keys = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  writeFileSync(path.join(work, 'list'), `deb ${keys} ${mirror} ${release} main\n`);
  const settings = {
    'Dir::Etc::sourcelist': path.join(work, 'list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State': path.join(work, 'state'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': path.join(work, 'cache'),
    'APT::Architecture': debian,
    'APT::Architectures': debian,
  };
  const options = Object.entries(settings).map(([name, value]) => `-o${name}=${value}`);
  return (...argv) => {
    execFileSync('apt-get', [...options, ...argv], { cwd: work, stdio: ['ignore', 2, 2] });
  };
}

function findFile(unpacked: string, pattern: string): string {
  const [file] = globSync(`**/${pattern}`, { cwd: unpacked });
  if (file === undefined) throw new Error(`expected ${pattern} in ${path.basename(unpacked)}, but it is not there`);
  return path.join(unpacked, file);
}

function store(file: string, arch: string): Pick<BundledLibrary, 'name' | 'size' | 'sha256'> {
  const bytes = readFileSync(file);
  const name = path.basename(file);
  const compressed = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  mkdirSync(path.join(librariesFolder, arch), { recursive: true });
  writeFileSync(path.join(librariesFolder, arch, `${name}.br`), compressed);
  return { name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The licences' own words go along with the libraries. */
function copyNotice(unpacked: string, source: string): void {
  const [copyright] = globSync('usr/share/doc/*/copyright', { cwd: unpacked });
  if (copyright === undefined) return;
  copyFileSync(path.join(unpacked, copyright), path.join(librariesFolder, `${source}.copyright.txt`));
  for (const licence of ['LGPL-2.1', 'GPL-3']) {
    copyFileSync(path.join('/usr/share/common-licenses', licence), path.join(librariesFolder, `${licence}.txt`));
  }
}
