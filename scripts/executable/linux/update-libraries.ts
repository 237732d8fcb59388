/**
 * `sh scripts/pinned-node.sh scripts/executable/linux/update-libraries.ts`: takes the shared libraries that Linux executables bring along from Debian's packages, writes them
 * to scripts/executable/linux/start/libraries and their versions and hashes to libraries.json there. Run it on a Debian machine for a newer glibc, look at
 * the difference of libraries.json, run `npm run test:start`, commit. Building needs none of this.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

import { debianLicences, librariesFolder, type BundledLibrary } from './bundled-libraries.ts';
import { unpackDebianPackages } from '../../test/debian-packages.ts';

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

const folder = mkdtempSync(path.join(tmpdir(), 'libraries-'));
try {
  const libraries = {
    x64: origins.flatMap((origin) => take(origin, 'x64', 'amd64')),
    arm64: origins.flatMap((origin) => take(origin, 'arm64', 'arm64')),
  };
  writeFileSync(path.join(librariesFolder, 'libraries.json'), `${JSON.stringify(libraries, undefined, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

function take({ release, packages }: Origin, arch: string, debian: 'amd64' | 'arm64'): readonly BundledLibrary[] {
  const unpacked = unpackDebianPackages({ release, arch: debian, names: Object.keys(packages) }, folder);
  return unpacked.flatMap(({ name, version, source, folder: files }) => {
    copyNotice(files, source);
    return (packages[name] ?? []).map((pattern) => ({
      ...store(findFile(files, pattern), arch),
      package: `${name} ${version}`,
      source: `${source} ${version} (Debian ${release})`,
    }));
  });
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
  for (const licence of debianLicences) {
    copyFileSync(path.join('/usr/share/common-licenses', licence), path.join(librariesFolder, `${licence}.txt`));
  }
}
