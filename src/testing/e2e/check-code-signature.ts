import { createHash } from 'node:crypto';

import type { MachOImage } from './mach-o-image.ts';

/** What a code signature says and whether it is true. */
export interface CodeSignatureReport {
  /** Everything macOS would object to. */
  readonly problems: readonly string[];
  readonly identifier: string;
  readonly adHoc: boolean;
  readonly hardenedRuntime: boolean;
  /** Pages of the file whose hash was computed again. */
  readonly pages: number;
}

interface Directory {
  readonly blob: Buffer;
  readonly flags: number;
  readonly hashOffset: number;
  readonly specialSlots: number;
  readonly codeSlots: number;
  readonly codeLimit: number;
  readonly pageSize: number;
}

/**
 * Computes every hash of an embedded signature again, the way the kernel does when it loads a page and `codesign --verify` does for
 * the rest. Written apart from scripts/, from Apple's cs_blobs.h.
 */
export function checkCodeSignature(image: MachOImage): CodeSignatureReport {
  if (image.signature === undefined) {
    return { problems: ['no code signature'], identifier: '', adHoc: false, hardenedRuntime: false, pages: 0 };
  }
  const blobs = readSuperBlob(image.bytes.subarray(image.signature.start, image.signature.end));
  const directory = readDirectory(blobs.get(0) ?? Buffer.alloc(88));
  const identifierStart = directory.blob.readUInt32BE(20);
  return {
    problems: [
      ...checkDirectory(image, directory),
      ...checkPages(image.bytes, directory),
      ...checkSpecialSlots(blobs, directory),
    ],
    identifier: directory.blob.toString('latin1', identifierStart, directory.blob.indexOf(0, identifierStart)),
    adHoc: (directory.flags & 0x2) !== 0,
    hardenedRuntime: (directory.flags & 0x10000) !== 0,
    pages: directory.codeSlots,
  };
}

/** Blobs by the slot they are for. */
function readSuperBlob(signature: Buffer): ReadonlyMap<number, Buffer> {
  const blobs = new Map<number, Buffer>();
  if (signature.readUInt32BE(0) === 0xfade0cc0 && signature.readUInt32BE(4) <= signature.length) {
    for (let index = 0; index < signature.readUInt32BE(8); index += 1) {
      const offset = signature.readUInt32BE(16 + index * 8);
      const end = offset + signature.readUInt32BE(offset + 4);
      blobs.set(signature.readUInt32BE(12 + index * 8), signature.subarray(offset, end));
    }
  }
  return blobs;
}

function readDirectory(blob: Buffer): Directory {
  return {
    blob,
    flags: blob.readUInt32BE(12),
    hashOffset: blob.readUInt32BE(16),
    specialSlots: blob.readUInt32BE(24),
    codeSlots: blob.readUInt32BE(28),
    codeLimit: blob.readUInt32BE(32),
    pageSize: 2 ** blob.readUInt8(39),
  };
}

function checkDirectory(image: MachOImage, directory: Directory): readonly string[] {
  const { blob, codeLimit, codeSlots, pageSize } = directory;
  const text = image.segments.find(({ name }) => name === '__TEXT')?.file;
  const expected: readonly (readonly [what: string, expected: number | undefined, found: number])[] = [
    ['code directory magic', 0xfade0c02, blob.readUInt32BE(0)],
    ['code directory length', blob.length, blob.readUInt32BE(4)],
    ['end of the signed code', image.signature?.start, codeLimit],
    ['number of pages', Math.ceil(codeLimit / pageSize), codeSlots],
    ['hash size', 32, blob.readUInt8(36)],
    ['hash type (SHA-256)', 2, blob.readUInt8(37)],
    ['start of __TEXT', text?.start, Number(blob.readBigUInt64BE(64))],
    ['end of __TEXT', text?.end, Number(blob.readBigUInt64BE(72))],
    ['executable segment flags', 1, Number(blob.readBigUInt64BE(80))],
    ['bytes behind the last hash', blob.length, directory.hashOffset + codeSlots * 32],
  ];
  const version = blob.readUInt32BE(8);
  return [
    ...(version < 0x20400 ? [`code directory version 0x${version.toString(16)} is older than 0x20400`] : []),
    ...expected
      .filter(([, wanted, found]) => wanted !== found)
      .map(([what, wanted, found]) => `${what}: expected ${String(wanted)}, got ${found}`),
  ];
}

function checkPages(bytes: Buffer, directory: Directory): readonly string[] {
  const problems: string[] = [];
  for (let page = 0; page < directory.codeSlots; page += 1) {
    const start = page * directory.pageSize;
    const hash = sha256(bytes.subarray(start, Math.min(start + directory.pageSize, directory.codeLimit)));
    if (!hash.equals(slotHash(directory, page))) {
      problems.push(`the page at ${start} does not have the hash it was signed with`);
    }
  }
  return problems;
}

/** Slots below zero hold the hashes of the signature's other blobs; all zero means that there is none. The CMS blob has no slot. */
function checkSpecialSlots(blobs: ReadonlyMap<number, Buffer>, directory: Directory): readonly string[] {
  const problems: string[] = [];
  for (let slot = 1; slot <= directory.specialSlots; slot += 1) {
    const blob = blobs.get(slot);
    const wanted = blob === undefined ? Buffer.alloc(32) : sha256(blob);
    if (!wanted.equals(slotHash(directory, -slot))) {
      problems.push(`blob ${slot} does not have the hash it was signed with`);
    }
  }
  return problems;
}

function slotHash(directory: Directory, slot: number): Buffer {
  const start = directory.hashOffset + slot * 32;
  return directory.blob.subarray(start, start + 32);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
