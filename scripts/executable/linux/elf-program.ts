import { readLong, type Elf } from './elf.ts';

/** One part of a program as it is loaded; layout as in the System V ABI. */
export interface ProgramHeader {
  readonly type: number;
  readonly address: number;
  readonly memorySize: number;
  /** Where the header lies in the file. */
  readonly at: number;
}

/** Types and flags of program headers, a header's size, and the type of a program that is loaded where it says. */
export const elfProgram = {
  load: 1,
  interpreter: 3,
  table: 6,
  execute: 1,
  read: 4,
  size: 56,
  fixedAddress: 2,
} as const;

/** Reads the program header table. */
export function readProgramHeaders({ bytes }: Elf): readonly ProgramHeader[] {
  const first = readLong(bytes, 32);
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = first + index * elfProgram.size;
    return {
      type: bytes.readUInt32LE(at),
      address: readLong(bytes, at + 16),
      memorySize: readLong(bytes, at + 40),
      at,
    };
  });
}
