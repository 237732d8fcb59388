/** A Mach-O executable as small as one can be that has what Node.js has after the injection, unsigned. It does nothing. */
export interface SmallMachOOptions {
  readonly cpu: 'x86_64' | 'arm64';
  /** Bytes between the load commands and the first section. */
  readonly room?: number;
}

const headerSize = 32;
const segmentSize = 72;
const sectionSize = 80;
const symbolTableSize = 24;

/** `__TEXT` of two pages and a bit, `NODE_SEA` of one section, and `__LINKEDIT` with two symbols and a string table of odd length. */
export function smallMachO({ cpu, room = 64 }: SmallMachOOptions): Buffer {
  const page = cpu === 'arm64' ? 0x4000 : 0x1000;
  const base = 0x100000000;
  const commandsSize = 4 * segmentSize + 2 * sectionSize + symbolTableSize;
  const textStart = headerSize + commandsSize + room;
  const sea = 3 * page;
  const linkedit = 4 * page;
  const strings = linkedit + 32;
  const file = Buffer.alloc(strings + 21, 'code and data ');
  const writer = new CommandWriter(file, headerSize);
  writer.segment({ name: '__PAGEZERO', address: 0, memory: base, offset: 0, size: 0 });
  writer.segment(
    { name: '__TEXT', address: base, memory: 3 * page, offset: 0, size: 3 * page },
    { name: '__text', address: base + textStart, offset: textStart, size: 2 * page },
  );
  writer.segment(
    { name: 'NODE_SEA', address: base + sea, memory: page, offset: sea, size: page },
    { name: '__NODE_SEA_BLOB', address: base + sea, offset: sea, size: 100 },
  );
  writer.segment({
    name: '__LINKEDIT',
    address: base + linkedit,
    memory: page,
    offset: linkedit,
    size: file.length - linkedit,
  });
  writer.words(0x2, symbolTableSize, linkedit, 2, strings, 21);
  const cpuType = cpu === 'arm64' ? 0x0100000c : 0x01000007;
  new CommandWriter(file, 0).words(0xfeedfacf, cpuType, 0, 2, 5, commandsSize, 0x200085, 0);
  file.fill(0, headerSize + commandsSize, textStart);
  return file;
}

interface SegmentFields {
  readonly name: string;
  readonly address: number;
  readonly memory: number;
  readonly offset: number;
  readonly size: number;
}

type SectionFields = Omit<SegmentFields, 'memory'>;

class CommandWriter {
  readonly #file: Buffer;
  #at: number;

  constructor(file: Buffer, at: number) {
    this.#file = file;
    this.#at = at;
  }

  segment({ name, address, memory, offset, size }: SegmentFields, section?: SectionFields): void {
    const sections = section === undefined ? 0 : 1;
    this.words(0x19, segmentSize + sections * sectionSize);
    this.#name(name);
    this.#longs(address, memory, offset, size);
    this.words(5, 5, sections, 0);
    if (section === undefined) return;
    this.#name(section.name);
    this.#name(name);
    this.#longs(section.address, section.size);
    this.words(section.offset, 0, 0, 0, 0, 0, 0, 0);
  }

  words(...values: readonly number[]): void {
    for (const value of values) this.#at = this.#file.writeUInt32LE(value, this.#at);
  }

  #longs(...values: readonly number[]): void {
    for (const value of values) this.#at = this.#file.writeBigUInt64LE(BigInt(value), this.#at);
  }

  #name(name: string): void {
    this.#file.fill(0, this.#at, this.#at + 16).write(name, this.#at, 'latin1');
    this.#at += 16;
  }
}
