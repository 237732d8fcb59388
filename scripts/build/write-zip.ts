import { open, readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';

import { Zip, type AsyncFlateStreamHandler, type ZipInputFile } from 'fflate';

const deflate = promisify(deflateRaw);
const deflateMethod = 8;
const unix = 3;
const regularFile = 0o100000;
/** Zip knows no time zones; the earliest time that it can say is the same everywhere. */
const earliest = new Date(1980, 0, 1);

/** A file as it goes into an archive, or into several. */
export interface ZipEntry {
  /** Path in the archive, with slashes. */
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly crc: number;
  readonly compressed: Uint8Array<ArrayBuffer>;
}

/** Compresses a file once, however many archives it goes into. Two of its permission forms are kept: 0755 for programs, 0644. */
export async function readZipEntry(file: string, name: string): Promise<ZipEntry> {
  const content = await readFile(file);
  const isProgram = ((await stat(file)).mode & 0o111) !== 0;
  return {
    name,
    mode: isProgram ? 0o755 : 0o644,
    size: content.length,
    crc: crc32(content),
    compressed: new Uint8Array(await deflate(content)),
  };
}

/** Writes an archive that depends on nothing but names, modes and contents. */
export async function writeZip(file: string, entries: readonly ZipEntry[]): Promise<void> {
  const chunks: Uint8Array[] = [];
  const failed: Error[] = [];
  const zip = new Zip((error, chunk) => {
    // Typed as never null, but it is where all went well.
    if ((error as Error | null) !== null) failed.push(error as Error);
    else chunks.push(chunk);
  });
  for (const entry of entries) add(zip, entry);
  zip.end();
  if (failed[0] !== undefined) throw failed[0];
  const output = await open(file, 'w');
  try {
    for (const chunk of chunks) await output.write(chunk);
  } finally {
    await output.close();
  }
}

function add(zip: Zip, { name, mode, size, crc, compressed }: ZipEntry): void {
  const input: ZipInputFile & { ondata?: AsyncFlateStreamHandler } = {
    filename: name,
    size,
    crc,
    compression: deflateMethod,
    os: unix,
    attrs: ((regularFile | mode) << 16) >>> 0,
    mtime: earliest,
  };
  zip.add(input);
  input.ondata?.(null, compressed, true);
}
