import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

import type { BuildTarget } from '../../build/build-targets.ts';

const decompress = promisify(brotliDecompress);

/** The code that starts a Linux executable, and the libraries it brings along. */
export const startFolder = path.join(import.meta.dirname, 'start');

/** Compressed with Brotli, by architecture; libraries.json says what they are. */
export const librariesFolder = path.join(startFolder, 'libraries');

/** What Debian's notices refer to below /usr/share/common-licenses, where "GPL" and "LGPL" are the newest; from base-files 12.4+deb12u11. */
export const debianLicences = ['GPL-2', 'GPL-3', 'LGPL-2', 'LGPL-2.1', 'LGPL-3', 'GFDL-1.2', 'Artistic'] as const;

/** A shared library that goes into an executable, as libraries.json has it. */
export interface BundledLibrary {
  /** By which programs ask for it: `libc.so.6`. */
  readonly name: string;
  readonly size: number;
  /** Of the file as it is in Debian's package. */
  readonly sha256: string;
  /** Debian's name and version. */
  readonly package: string;
  /** Of the source package, which the licences ask to be named. */
  readonly source: string;
}

/** A library's own bytes by its name. */
export type LibraryFiles = ReadonlyMap<string, Buffer>;

/**
 * Reads the libraries for one architecture.
 * @throws when one is not what libraries.json says
 */
export async function readBundledLibraries(arch: BuildTarget['arch'], folder = librariesFolder): Promise<LibraryFiles> {
  const listed = await listBundledLibraries(folder);
  return new Map(
    await Promise.all(
      listed[arch].map(async (library) => [library.name, await readLibrary(library, path.join(folder, arch))] as const),
    ),
  );
}

/** What libraries.json says. */
export async function listBundledLibraries(
  folder = librariesFolder,
): Promise<Readonly<Record<BuildTarget['arch'], readonly BundledLibrary[]>>> {
  return JSON.parse(await readFile(path.join(folder, 'libraries.json'), 'utf8')) as Record<
    BuildTarget['arch'],
    readonly BundledLibrary[]
  >;
}

async function readLibrary({ name, sha256 }: BundledLibrary, folder: string): Promise<Buffer> {
  const file = path.join(folder, `${name}.br`);
  const bytes = await decompress(await readFile(file));
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new Error(
      `${file} is not what libraries.json beside it says: expected SHA-256 ${sha256}, got ${found}; take both from the repository`,
    );
  }
  return bytes;
}
