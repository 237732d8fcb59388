import { codeSignatureSize, createCodeSignature, type SignedCode } from './code-signature.ts';
import { findSegment, machOCommand, machOLayout, parseMachO, type MachO } from './mach-o.ts';

const signatureCommandSize = 16;

/**
 * Signs a 64-bit Mach-O executable ad hoc, replacing a signature it may have. macOS ends a program whose signature does not fit at its
 * first page, without a word, and one without a signature on Apple silicon; whatever is injected into Node.js breaks the one it came with.
 *
 * The signature goes to the end of the file, where `__LINKEDIT` must grow to hold it.
 * @throws when the file is not such an executable or has no room for the load command
 */
export function signMachO(file: Buffer, identifier: string): Buffer {
  const code = withSignatureCommand(withoutSignature(file));
  const machO = parseMachO(code);
  const text = findSegment(machO, '__TEXT');
  const signed: SignedCode = {
    identifier,
    codeSize: code.length,
    textOffset: text.fileOffset,
    textSize: text.fileSize,
  };
  nameSignature(code, machO, codeSignatureSize(signed));
  return Buffer.concat([code, createCodeSignature(code, signed)]);
}

/** A copy of the file that ends where its signature would begin. */
function withoutSignature(file: Buffer): Buffer {
  const { signatureCommand } = parseMachO(file);
  const end =
    signatureCommand === undefined
      ? file.length
      : file.readUInt32LE(signatureCommand + machOLayout.linkeditData.offset);
  const aligned = Buffer.alloc(Math.ceil(end / 16) * 16);
  file.copy(aligned, 0, 0, end);
  return aligned;
}

function withSignatureCommand(file: Buffer): Buffer {
  const { signatureCommand, commandsEnd, contentStart } = parseMachO(file);
  if (signatureCommand !== undefined) {
    return file;
  }
  if (commandsEnd + signatureCommandSize > contentStart) {
    throw new Error(
      `expected room for a load command of ${signatureCommandSize} bytes at ${commandsEnd}, but content begins at ${contentStart}`,
    );
  }
  file.fill(0, commandsEnd, commandsEnd + signatureCommandSize);
  file.writeUInt32LE(machOCommand.codeSignature, commandsEnd);
  file.writeUInt32LE(signatureCommandSize, commandsEnd + 4);
  const { commandCount, commandsSize } = machOLayout;
  file.writeUInt32LE(file.readUInt32LE(commandCount) + 1, commandCount);
  file.writeUInt32LE(file.readUInt32LE(commandsSize) + signatureCommandSize, commandsSize);
  return file;
}

/** Says in the load commands that a signature of this size follows the file. */
function nameSignature(file: Buffer, machO: MachO, size: number): void {
  const command = machO.signatureCommand ?? machO.commandsEnd;
  file.writeUInt32LE(file.length, command + machOLayout.linkeditData.offset);
  file.writeUInt32LE(size, command + machOLayout.linkeditData.size);
  const linkedit = findSegment(machO, '__LINKEDIT');
  const fileSize = file.length + size - linkedit.fileOffset;
  const pageSize = machO.cpu === 'arm64' ? 0x4000 : 0x1000;
  const vmSize = Math.ceil(fileSize / pageSize) * pageSize;
  file.writeBigUInt64LE(BigInt(fileSize), linkedit.command + machOLayout.segment.fileSize);
  file.writeBigUInt64LE(BigInt(vmSize), linkedit.command + machOLayout.segment.vmSize);
}
