import { elfProgram, readProgramHeaders, type ProgramHeader } from './elf-program.ts';
import { compareNewestFirst, newestVersionNeeds } from './elf-versions.ts';
import { elfSection, findElfSection, parseElf, readElfString, readLong, type Elf } from './elf.ts';
import type { LibraryFiles } from './bundled-libraries.ts';

/** Of every kind of Linux that runs on the two processors. */
const largestPage = 0x10000;
/** What stub.h says of `struct config`. */
const stub = {
  magic: 'sjp-stub-config\0',
  headSize: 64,
  librarySize: 80,
  nameAt: 24,
  nameSize: 32,
  versionSize: 24,
  maxLibraries: 15,
};
const neededTag = 1;
/** What shares the loader's private symbols. */
const partsOfGlibc = /^(?:ld-linux.*|libc|libm|libdl|libpthread|librt|libresolv)\.so\.\d+$/;

/** One library as the stub hears of it. */
interface Placed {
  readonly name: string;
  /** The newest version that the program needs of it. */
  readonly version: string;
  readonly bytes: Buffer;
  readonly address: number;
}

/**
 * Makes a Linux executable start whatever shared libraries a system has: it gets the libraries, and code that runs before the loader and
 * hands over those that are missing (scripts/executable/linux/start/stub.c). Has to be the last change of the file: tools that know ELF sections only,
 * like strip, take what no section describes away again.
 * @returns the file's new content
 * @throws when the file is not what Node.js is now, or the libraries do not fit it
 */
export function embedLibraries(bytes: Buffer, stubCode: Buffer, libraries: LibraryFiles): Buffer {
  const elf = parseElf(bytes);
  const headers = readProgramHeaders(elf);
  const end = Math.max(
    ...headers.filter(({ type }) => type === elfProgram.load).map(({ address, memorySize }) => address + memorySize),
  );
  const codeAt = { offset: roundUp(bytes.length), address: roundUp(end) };
  const tableAt = roundUp(stubCode.length, 8);
  // Two more for the new segments, two less: see newTable.
  const codeSize = tableAt + headers.length * elfProgram.size;
  const dataAt = { offset: codeAt.offset + roundUp(codeSize), address: codeAt.address + roundUp(codeSize) };
  const placed = placeLibraries(elf, libraries, dataAt.address);
  const last = placed.at(-1) ?? { address: dataAt.address, bytes: Buffer.alloc(0) };
  const dataSize = last.address + last.bytes.length - dataAt.address;
  const segments = [
    { ...codeAt, size: codeSize, flags: elfProgram.read | elfProgram.execute },
    { ...dataAt, size: dataSize, flags: elfProgram.read },
  ];
  const result = Buffer.alloc(dataAt.offset + dataSize);
  bytes.copy(result);
  stubCode.copy(result, codeAt.offset);
  writeConfig(result.subarray(codeAt.offset, codeAt.offset + stubCode.length), {
    elf,
    headers,
    placed,
    data: dataAt.address,
    dataSize,
  });
  newTable(elf, headers, segments).copy(result, codeAt.offset + tableAt);
  for (const { bytes: content, address } of placed) content.copy(result, dataAt.offset + address - dataAt.address);
  result.writeBigUInt64LE(BigInt(codeAt.address), 24);
  result.writeBigUInt64LE(BigInt(codeAt.offset + tableAt), 32);
  return result;
}

function roundUp(value: number, unit = largestPage): number {
  return Math.ceil(value / unit) * unit;
}

/** The loader first, and alone on its pages: its early memory allocation uses what its last page has left. */
function placeLibraries(elf: Elf, libraries: LibraryFiles, start: number): readonly Placed[] {
  const needs = newestVersionNeeds(elf);
  const needed = readNeeded(elf);
  const isLoader = (name: string): boolean => name.startsWith('ld-linux');
  const names = [...needed.filter(isLoader), ...needed.filter((name) => !isLoader(name))];
  if (!isLoader(names[0] ?? '') || names.length > stub.maxLibraries) {
    throw new Error(
      `expected a program that needs ld-linux and at most ${stub.maxLibraries - 1} libraries, but it needs ${names.join(', ')}`,
    );
  }
  let address = start;
  return names.map((name) => {
    const [bytes, version] = [libraries.get(name), needs.get(name)];
    if (bytes === undefined || version === undefined) {
      throw new Error(
        `expected a program that needs ${[...libraries.keys()].join(', ')}, each in some version, but it needs ${name} ` +
          `(${version ?? 'no version'}); add it to scripts/executable/linux/update-libraries.ts`,
      );
    }
    requireFit(name, bytes, needs);
    const padded = isLoader(name) ? Buffer.concat([bytes], roundUp(bytes.length)) : bytes;
    const placed = { name, version, bytes: padded, address };
    address = roundUp(address + padded.length, 16);
    return placed;
  });
}

function readNeeded(elf: Elf): readonly string[] {
  const { offset, size } = findElfSection(elf, elfSection.dynamic);
  const names: string[] = [];
  for (let at = offset; at < offset + size; at += 16) {
    if (readLong(elf.bytes, at) === neededTag) names.push(readElfString(elf, readLong(elf.bytes, at + 8)));
  }
  return names;
}

/** A library that is handed over alone has to run with every C library that the program itself runs with. */
function requireFit(name: string, bytes: Buffer, needs: ReadonlyMap<string, string>): void {
  if (partsOfGlibc.test(name)) return;
  for (const [library, version] of newestVersionNeeds(parseElf(bytes))) {
    const enough = partsOfGlibc.test(library) ? needs.get('libc.so.6') : needs.get(library);
    if (enough === undefined || compareNewestFirst(version, enough) < 0) {
      throw new Error(
        `expected ${name} to need no more than the program, ${enough ?? `no ${library}`}, but it needs ${version}; take an older one`,
      );
    }
  }
}

/**
 * Without PT_INTERP the kernel starts the stub. Without PT_PHDR, since this table is not where the program's own is, which stays in the
 * file and is what the loader gets to see.
 */
function newTable(elf: Elf, headers: readonly ProgramHeader[], segments: readonly Segment[]): Buffer {
  const { bytes } = elf;
  const kept = headers.filter(({ type }) => type !== elfProgram.interpreter && type !== elfProgram.table);
  if (headers.length - kept.length !== segments.length || bytes.readUInt16LE(16) !== elfProgram.fixedAddress) {
    throw new Error(
      'expected a program at a fixed address (ET_EXEC) with PT_INTERP and PT_PHDR, but this one is not; see how Node.js is linked now',
    );
  }
  const lastLoad = kept.findLastIndex(({ type }) => type === elfProgram.load);
  const old = kept.map(({ at }) => bytes.subarray(at, at + elfProgram.size));
  return Buffer.concat(old.toSpliced(lastLoad + 1, 0, ...segments.map(toHeader)));
}

interface Segment {
  readonly offset: number;
  readonly address: number;
  readonly size: number;
  readonly flags: number;
}

function toHeader({ offset, address, size, flags }: Segment): Buffer {
  const header = Buffer.alloc(elfProgram.size);
  header.writeUInt32LE(elfProgram.load, 0);
  header.writeUInt32LE(flags, 4);
  for (const [i, value] of [offset, address, address, size, size, largestPage].entries()) {
    header.writeBigUInt64LE(BigInt(value), 8 + i * 8);
  }
  return header;
}

interface Config {
  readonly elf: Elf;
  readonly headers: readonly ProgramHeader[];
  readonly placed: readonly Placed[];
  readonly data: number;
  readonly dataSize: number;
}

function writeConfig(code: Buffer, { elf, headers, placed, data, dataSize }: Config): void {
  const start = code.indexOf(stub.magic);
  if (start < 0 || code.length - start < stub.headSize + stub.maxLibraries * stub.librarySize) {
    throw new Error(
      'expected a stub with room for its configuration; compile it again with scripts/executable/linux/compile-stub.ts',
    );
  }
  const table = headers.find(({ type }) => type === elfProgram.table);
  const head = [readLong(elf.bytes, 24), table?.address ?? 0, headers.length, data, dataSize, placed.length];
  for (const [i, value] of head.entries()) code.writeBigUInt64LE(BigInt(value), start + 16 + i * 8);
  for (const [i, { name, version, bytes, address }] of placed.entries()) {
    const at = start + stub.headSize + i * stub.librarySize;
    for (const [j, value] of [address, bytes.length, partsOfGlibc.test(name) ? 1 : 0].entries()) {
      code.writeBigUInt64LE(BigInt(value), at + j * 8);
    }
    writeText(code, name, { at: at + stub.nameAt, size: stub.nameSize });
    writeText(code, version, { at: at + stub.nameAt + stub.nameSize, size: stub.versionSize });
  }
}

/** With a zero behind it. */
function writeText(code: Buffer, text: string, { at, size }: { readonly at: number; readonly size: number }): void {
  if (text.length >= size)
    throw new Error(
      `expected "${text}" to be shorter than ${size} characters; see scripts/executable/linux/start/stub.h`,
    );
  code.fill(0, at, at + size).write(text, at, 'latin1');
}
