/**
 * Reads a Mach-O executable for the checks here. Written apart from scripts/, from Apple's mach-o/loader.h, so that the code that signs
 * is not the code that checks.
 */
export interface MachOImage {
  readonly bytes: Buffer;
  readonly cpu: 'x86_64' | 'arm64' | 'unknown';
  /** Of the processor, not of the signature. */
  readonly pageSize: number;
  readonly segments: readonly Segment[];
  /** Pieces of `__LINKEDIT` that load commands name. */
  readonly linkedit: readonly Range[];
  readonly signature: Range | undefined;
  readonly problems: readonly string[];
}

export interface Range {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface Segment {
  readonly name: string;
  readonly file: Range;
  readonly memory: Range;
  readonly sections: readonly Section[];
}

export interface Section {
  readonly name: string;
  readonly memory: Range;
  /** Undefined for a section of zeros, which the file does not hold. */
  readonly file: Range | undefined;
}

/** By the magic number and the processor. */
const cpus = new Map<string, MachOImage['cpu']>([
  ['cffaedfe07000001', 'x86_64'],
  ['cffaedfe0c000001', 'arm64'],
]);
const linkeditCommands = new Map([
  [0x1d, 'code signature'],
  [0x1e, 'segment split info'],
  [0x26, 'function starts'],
  [0x29, 'data in code'],
  [0x80000033, 'exports trie'],
  [0x80000034, 'chained fixups'],
]);
const zeroFill = new Set([0x01, 0x0c, 0x12]);

/** Reads what the load commands say; oddities in them go to `problems`. */
export function readMachOImage(bytes: Buffer): MachOImage {
  const cpu = cpus.get(bytes.toString('hex', 0, 8)) ?? 'unknown';
  const commands = readCommands(bytes);
  const segments = commands.filter(({ kind }) => kind === 0x19).map(({ at }) => readSegment(bytes, at));
  const linkedit = commands.flatMap(({ at, kind }) => readLinkeditRanges(bytes, at, kind));
  const signatures = linkedit.filter(({ name }) => name === 'code signature');
  return {
    bytes,
    cpu,
    pageSize: cpu === 'arm64' ? 0x4000 : 0x1000,
    segments,
    linkedit,
    signature: signatures[0],
    problems: [
      ...(cpu === 'unknown' ? ['not Mach-O for x86_64 or arm64'] : []),
      ...checkCommands(bytes, commands, segments),
      ...(signatures.length > 1 ? [`${signatures.length} code signatures`] : []),
    ],
  };
}

interface Command {
  readonly at: number;
  readonly kind: number;
  readonly size: number;
}

function readCommands(bytes: Buffer): readonly Command[] {
  const commands: Command[] = [];
  let at = 32;
  for (let left = bytes.readUInt32LE(16); left > 0 && at + 8 <= bytes.length; left -= 1) {
    const size = bytes.readUInt32LE(at + 4);
    commands.push({ at, kind: bytes.readUInt32LE(at), size });
    at += Math.max(size, 8);
  }
  return commands;
}

function checkCommands(bytes: Buffer, commands: readonly Command[], segments: readonly Segment[]): readonly string[] {
  const last = commands.at(-1);
  const end = last === undefined ? 32 : last.at + last.size;
  const announced = 32 + bytes.readUInt32LE(20);
  const firstContent = Math.min(...segments.flatMap((segment) => segment.sections.map(sectionStart)));
  return [
    ...commands
      .filter(({ size }) => size < 8 || size % 8 !== 0)
      .map(({ at }) => `odd size of the load command at ${at}`),
    ...(end === announced ? [] : [`load commands end at ${end}, not at ${announced}`]),
    ...(end > firstContent ? [`load commands end at ${end}, beyond the first content at ${firstContent}`] : []),
  ];
}

function readSegment(bytes: Buffer, at: number): Segment {
  const name = readName(bytes, at + 8);
  const [address, memorySize, offset, fileSize] = [24, 32, 40, 48].map((field) => readUInt64(bytes, at + field));
  const sections = Array.from({ length: bytes.readUInt32LE(at + 64) }, (_, index) =>
    readSection(bytes, at + 72 + index * 80),
  );
  return { name, memory: range(name, address, memorySize), file: range(name, offset, fileSize), sections };
}

function readSection(bytes: Buffer, at: number): Section {
  const name = readName(bytes, at);
  const size = readUInt64(bytes, at + 40);
  const inFile = !zeroFill.has(bytes.readUInt8(at + 64));
  return {
    name,
    memory: range(name, readUInt64(bytes, at + 32), size),
    file: inFile ? range(name, bytes.readUInt32LE(at + 48), size) : undefined,
  };
}

function readLinkeditRanges(bytes: Buffer, at: number, kind: number): readonly Range[] {
  const word = (field: number): number => bytes.readUInt32LE(at + field);
  const name = linkeditCommands.get(kind);
  if (name !== undefined) {
    return [range(name, word(8), word(12))];
  }
  if (kind === 0x02) {
    return [range('symbols', word(8), word(12) * 16), range('strings', word(16), word(20))];
  }
  return kind === 0x0b ? [range('indirect symbols', word(56), word(60) * 4)] : [];
}

function sectionStart(section: Section): number {
  return section.file === undefined || section.file.end === section.file.start
    ? Number.POSITIVE_INFINITY
    : section.file.start;
}

function range(name: string, start = 0, size = 0): Range {
  return { name, start, end: start + size };
}

function readName(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 16).replace(/\0+$/, '');
}

function readUInt64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
