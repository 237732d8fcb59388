import { createHash } from 'node:crypto';

/** What the ad hoc signature of a Mach-O executable says. */
export interface SignedCode {
  /** Name by which macOS knows the program. */
  readonly identifier: string;
  /** Bytes of the file before the signature; all of them are hashed. */
  readonly codeSize: number;
  /** File range of the `__TEXT` segment. */
  readonly textOffset: number;
  readonly textSize: number;
}

const pageSizeLog2 = 12;
const pageSize = 1 << pageSizeLog2;
const hashSize = 32;
const magic = { requirement: 0xfade0c01, directory: 0xfade0c02, superBlob: 0xfade0cc0, cms: 0xfade0b01 };
const slot = { directory: 0, requirements: 2, cms: 0x10000 };
const directoryHeaderSize = 88;
const specialSlots = 2;

/** Bytes that `createCodeSignature` will answer. */
export function codeSignatureSize(code: SignedCode): number {
  return superBlobSize([directorySize(code), requirements().length, cms().length]);
}

/**
 * Makes the signature `codesign --sign -` would: a code directory (version 0x20400, SHA-256 over pages of 4096 bytes), an empty
 * set of requirements and an empty CMS wrapper. All numbers are big-endian. Layout as in xnu, osfmk/kern/cs_blobs.h.
 * @param file begins with the code, in its final form: the load command that names the signature is hashed too
 */
export function createCodeSignature(file: Buffer, code: SignedCode): Buffer {
  const blobs = [
    { kind: slot.directory, bytes: createDirectory(file, code) },
    { kind: slot.requirements, bytes: requirements() },
    { kind: slot.cms, bytes: cms() },
  ];
  const length = superBlobSize(blobs.map(({ bytes }) => bytes.length));
  let offset = length - blobs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const index = blobs.map(({ kind, bytes }) => {
    const entry = words(kind, offset);
    offset += bytes.length;
    return entry;
  });
  return Buffer.concat([words(magic.superBlob, length, blobs.length), ...index, ...blobs.map(({ bytes }) => bytes)]);
}

function createDirectory(file: Buffer, code: SignedCode): Buffer {
  const pages = pageCount(code);
  const hashOffset = directorySize(code) - pages * hashSize;
  const directory = Buffer.alloc(directorySize(code));
  words(
    magic.directory,
    directory.length,
    0x20400,
    signatureFlags.adhoc,
    hashOffset,
    directoryHeaderSize,
    specialSlots,
    pages,
    code.codeSize,
  ).copy(directory);
  directory.set([hashSize, 2, 0, pageSizeLog2], 36);
  directory.writeBigUInt64BE(BigInt(code.textOffset), 64);
  directory.writeBigUInt64BE(BigInt(code.textSize), 72);
  directory.writeBigUInt64BE(BigInt(executableSegmentMainBinary), 80);
  directory.write(`${code.identifier}\0`, directoryHeaderSize, 'latin1');
  sha256(requirements()).copy(directory, hashOffset - slot.requirements * hashSize);
  for (let page = 0; page < pages; page += 1) {
    const bytes = file.subarray(page * pageSize, Math.min((page + 1) * pageSize, code.codeSize));
    sha256(bytes).copy(directory, hashOffset + page * hashSize);
  }
  return directory;
}

/**
 * Ad hoc and nothing else, on both architectures. Node.js itself is signed with the hardened runtime, under which V8 may compile to
 * machine code only with the entitlement com.apple.security.cs.allow-jit. Without the hardened runtime macOS demands no entitlement for
 * memory mapped with MAP_JIT, so there is none that could be lost or rejected, and only Apple's notarisation asks for that runtime.
 */
const signatureFlags = { adhoc: 0x2 };

/** CS_EXECSEG_MAIN_BINARY: a program, not a library. */
const executableSegmentMainBinary = 0x1;

function directorySize(code: SignedCode): number {
  return directoryHeaderSize + code.identifier.length + 1 + (specialSlots + pageCount(code)) * hashSize;
}

function pageCount(code: SignedCode): number {
  return Math.ceil(code.codeSize / pageSize);
}

function superBlobSize(blobSizes: readonly number[]): number {
  return blobSizes.reduce((sum, size) => sum + 8 + size, 12);
}

function requirements(): Buffer {
  return words(magic.requirement, 12, 0);
}

function cms(): Buffer {
  return words(magic.cms, 8);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
}
