/** A 64-bit little-endian ELF file of one architecture, by its section headers; layout as in the System V ABI. */
export interface Elf {
  readonly bytes: Buffer;
  readonly machine: 'x64' | 'arm64';
  readonly sections: readonly ElfSection[];
}

export interface ElfSection {
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  /** Where its header lies in the file. */
  readonly header: number;
}

/** An entry of the dynamic symbol table. */
export interface ElfSymbol {
  readonly index: number;
  readonly address: number;
  readonly size: number;
}

/** Section types. */
export const elfSection = { strings: 3, rela: 4, dynamic: 6, dynamicSymbols: 11, versionNeeds: 0x6ffffffe } as const;

/** Fields within a section header. */
export const elfSectionHeader = { address: 16, offset: 24, size: 32, info: 44 } as const;

const symbolSize = 24;
const machines = new Map<number, Elf['machine']>([
  [62, 'x64'],
  [183, 'arm64'],
]);

/** @throws when the bytes are not such a file. */
export function parseElf(bytes: Buffer): Elf {
  const machine = machines.get(bytes.readUInt16LE(18));
  if (bytes.toString('hex', 0, 6) !== '7f454c460201' || machine === undefined) {
    throw new Error(
      `expected a 64-bit ELF file for x64 or arm64, but got one that begins with ${bytes.toString('hex', 0, 20)}`,
    );
  }
  const first = readLong(bytes, 40);
  const size = bytes.readUInt16LE(58);
  const sections = Array.from({ length: bytes.readUInt16LE(60) }, (_, index) => {
    const header = first + index * size;
    return {
      type: bytes.readUInt32LE(header + 4),
      address: readLong(bytes, header + elfSectionHeader.address),
      offset: readLong(bytes, header + elfSectionHeader.offset),
      size: readLong(bytes, header + elfSectionHeader.size),
      header,
    };
  });
  return { bytes, machine, sections };
}

/** @throws when there is none. */
export function findElfSection(elf: Elf, type: number): ElfSection {
  const section = elf.sections.find((candidate) => candidate.type === type);
  if (section === undefined) {
    throw new Error(`expected an ELF file with a section of type 0x${type.toString(16)}, but it has none`);
  }
  return section;
}

/** Reads a name that dynamic structures refer to: the first string table is theirs, since it has to be loaded. */
export function readElfString(elf: Elf, index: number): string {
  const start = findElfSection(elf, elfSection.strings).offset + index;
  return elf.bytes.toString('latin1', start, elf.bytes.indexOf(0, start));
}

/** Finds a dynamic symbol by name. */
export function findElfSymbol(elf: Elf, name: string): ElfSymbol | undefined {
  const { offset, size } = findElfSection(elf, elfSection.dynamicSymbols);
  for (let at = offset; at < offset + size; at += symbolSize) {
    if (readElfString(elf, elf.bytes.readUInt32LE(at)) === name) {
      const [address, length] = [readLong(elf.bytes, at + 8), readLong(elf.bytes, at + 16)];
      return { index: (at - offset) / symbolSize, address, size: length };
    }
  }
  return undefined;
}

/** @throws when no section of the file lies at that address. */
export function elfFileOffset(elf: Elf, address: number): number {
  const section = elf.sections.find(
    (candidate) =>
      candidate.address > 0 && address >= candidate.address && address < candidate.address + candidate.size,
  );
  if (section === undefined) {
    throw new Error(`expected address 0x${address.toString(16)} to lie in a section of the ELF file, but it does not`);
  }
  return section.offset + address - section.address;
}

/** Addresses and sizes are below 2 ** 53. */
export function readLong(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
