import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { findDebianMirror } from './debian-mirror.ts';

/** Packages of one Debian release for one architecture, in Debian's words. */
export interface DebianPackages {
  readonly release: string;
  readonly arch: 'amd64' | 'arm64';
  readonly names: readonly string[];
}

export interface UnpackedPackage {
  readonly name: string;
  readonly version: string;
  /** Name of the source package; its version is the same but for rebuilds. */
  readonly source: string;
  readonly folder: string;
}

/**
 * Downloads packages through apt-get, which checks their signatures, and unpacks each into a folder of its own below this one. Lists and
 * settings are apart from the machine's, which stays as it is. What lies in the folder from an earlier run is taken. Needs a Debian machine.
 */
export function unpackDebianPackages(
  { release, arch, names }: DebianPackages,
  folder: string,
): readonly UnpackedPackage[] {
  const work = path.join(folder, `${release}-${arch}`);
  if (names.some((name) => globSync(`${name}_*.deb`, { cwd: work }).length === 0)) {
    const apt = createApt(work, release, arch);
    apt('update', '-qq');
    apt('download', '-qq', ...names);
  }
  return names.map((name) => {
    const [archive = ''] = globSync(`${name}_*.deb`, { cwd: work });
    const deb = path.join(work, archive);
    const unpacked = path.join(work, name);
    execFileSync('dpkg-deb', ['--extract', deb, unpacked]);
    const field = (key: string): string => execFileSync('dpkg-deb', ['--field', deb, key], { encoding: 'utf8' }).trim();
    return { name, version: field('Version'), source: /^\S+/.exec(field('Source'))?.[0] ?? name, folder: unpacked };
  });
}

function createApt(work: string, release: string, arch: string): (...argv: readonly string[]) => void {
  for (const each of ['state/lists/partial', 'cache/archives/partial'])
    mkdirSync(path.join(work, each), { recursive: true });
  const keys = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  writeFileSync(path.join(work, 'list'), `deb ${keys} ${readDebianMirror()} ${release} main\n`);
  const settings = {
    'Dir::Etc::sourcelist': path.join(work, 'list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State': path.join(work, 'state'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': path.join(work, 'cache'),
    'APT::Architecture': arch,
    'APT::Architectures': arch,
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  };
  const options = Object.entries(settings).map(([name, value]) => `-o${name}=${value}`);
  return (...argv) => {
    execFileSync('apt-get', [...options, ...argv], { cwd: work, stdio: ['ignore', 2, 2] });
  };
}

/**
 * The mirror that this machine's apt takes its own release from.
 * @throws when its settings name none
 */
export function readDebianMirror(): string {
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  const files = globSync(['/etc/apt/sources.list', '/etc/apt/sources.list.d/*.{list,sources}']);
  const mirror = findDebianMirror(files.map((file) => readFileSync(file, 'utf8')).join('\n\n'), codename);
  if (mirror === undefined) {
    throw new Error(`expected /etc/apt to name a mirror for "${codename}", but none of ${files.join(', ')} does`);
  }
  return mirror;
}
