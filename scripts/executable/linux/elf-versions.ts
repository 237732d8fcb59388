import { elfSection, findElfSection, readElfString, type Elf } from './elf.ts';

/** Of what a library defines, the series that tells how new it is. */
const series = ['GLIBC_', 'GLIBCXX_', 'GCC_'];

/**
 * Finds the newest version that an ELF file needs of each shared library. A library that has this version has the earlier ones, too. Libraries of which no
 * numbered version is needed are left out.
 */
export function newestVersionNeeds(elf: Elf): ReadonlyMap<string, string> {
  const { bytes } = elf;
  const newest = new Map<string, string>();
  for (let next = 1, at = findElfSection(elf, elfSection.versionNeeds).offset; next !== 0; at += next) {
    const library = readElfString(elf, bytes.readUInt32LE(at + 4));
    const versions = readVersions(elf, at + bytes.readUInt32LE(at + 8), bytes.readUInt16LE(at + 2));
    const [last] = versions
      .filter((version) => series.some((name) => isOf(name, version)))
      .toSorted(compareNewestFirst);
    if (last !== undefined) newest.set(library, last);
    next = bytes.readUInt32LE(at + 12);
  }
  return newest;
}

function readVersions(elf: Elf, first: number, count: number): readonly string[] {
  const versions: string[] = [];
  for (let at = first; versions.length < count; at += elf.bytes.readUInt32LE(at + 12)) {
    versions.push(readElfString(elf, elf.bytes.readUInt32LE(at + 8)));
  }
  return versions;
}

/** `GLIBC_PRIVATE` is no number. */
function isOf(name: string, version: string): boolean {
  return version.startsWith(name) && /^\d/.test(version.slice(name.length));
}

/** Of one series; `GLIBC_2.9` is older than `GLIBC_2.28`. */
export function compareNewestFirst(one: string, other: string): number {
  return other.localeCompare(one, 'en', { numeric: true });
}
