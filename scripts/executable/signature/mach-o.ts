/** The parts of a 64-bit Mach-O file that signing reads and changes; layout as in Apple's mach-o/loader.h. */
export interface MachO {
  readonly cpu: 'x86_64' | 'arm64';
  readonly segments: readonly MachOSegment[];
  /** Where the LC_CODE_SIGNATURE command lies, if there is one. */
  readonly signatureCommand: number | undefined;
  /** Where a further load command would begin. */
  readonly commandsEnd: number;
  /** Where the first section's content begins, the limit for load commands. */
  readonly contentStart: number;
}

/** One LC_SEGMENT_64. */
export interface MachOSegment {
  readonly name: string;
  /** Where the command lies in the file. */
  readonly command: number;
  readonly fileOffset: number;
  readonly fileSize: number;
}

/** Offsets within the header and the commands. */
export const machOLayout = {
  headerSize: 32,
  commandCount: 16,
  commandsSize: 20,
  segment: { name: 8, vmSize: 32, fileOffset: 40, fileSize: 48, sectionCount: 64, sections: 72, sectionSize: 80 },
  section: { size: 40, fileOffset: 48 },
  linkeditData: { offset: 8, size: 12 },
} as const;

/** Load commands that signing touches. */
export const machOCommand = { segment64: 0x19, codeSignature: 0x1d } as const;

const magic64 = 0xfeedfacf;
const cpus = new Map<number, MachO['cpu']>([
  [0x01000007, 'x86_64'],
  [0x0100000c, 'arm64'],
]);

/** @throws when the bytes are not a Mach-O file for one 64-bit architecture. */
export function parseMachO(file: Buffer): MachO {
  const cpu = cpus.get(file.readUInt32LE(4));
  if (file.readUInt32LE(0) !== magic64 || cpu === undefined) {
    const start = file.subarray(0, 8).toString('hex');
    throw new Error(`expected a 64-bit Mach-O file for x86_64 or arm64, but got one that begins with ${start}`);
  }
  const segments: MachOSegment[] = [];
  let signatureCommand: number | undefined;
  let contentStart = file.length;
  let command = machOLayout.headerSize;
  for (let left = file.readUInt32LE(machOLayout.commandCount); left > 0; left -= 1) {
    const kind = file.readUInt32LE(command);
    if (kind === machOCommand.segment64) {
      segments.push(parseSegment(file, command));
      contentStart = Math.min(contentStart, firstContent(file, command));
    } else if (kind === machOCommand.codeSignature) {
      signatureCommand = command;
    }
    command += file.readUInt32LE(command + 4);
  }
  return { cpu, segments, signatureCommand, commandsEnd: command, contentStart };
}

/** @throws when the file has no such segment. */
export function findSegment(machO: MachO, name: string): MachOSegment {
  const segment = machO.segments.find((candidate) => candidate.name === name);
  if (segment === undefined) {
    const names = machO.segments.map((candidate) => candidate.name).join(', ');
    throw new Error(`expected a Mach-O file with a segment ${name}, but it has ${names}`);
  }
  return segment;
}

function parseSegment(file: Buffer, command: number): MachOSegment {
  const { name, fileOffset, fileSize } = machOLayout.segment;
  const rawName = file.toString('latin1', command + name, command + name + 16);
  return {
    name: rawName.replace(/\0+$/, ''),
    command,
    fileOffset: Number(file.readBigUInt64LE(command + fileOffset)),
    fileSize: Number(file.readBigUInt64LE(command + fileSize)),
  };
}

/** The lowest file offset of the segment's sections; those of zeros only have none. */
function firstContent(file: Buffer, command: number): number {
  const { sectionCount, sections, sectionSize } = machOLayout.segment;
  let lowest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < file.readUInt32LE(command + sectionCount); index += 1) {
    const section = command + sections + index * sectionSize;
    const offset = file.readUInt32LE(section + machOLayout.section.fileOffset);
    if (offset > 0 && file.readBigUInt64LE(section + machOLayout.section.size) > 0n) {
      lowest = Math.min(lowest, offset);
    }
  }
  return lowest;
}
