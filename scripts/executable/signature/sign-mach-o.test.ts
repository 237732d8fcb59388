import { describe, expect, it } from '@jest/globals';

import { checkCodeSignature } from '../../../src/testing/e2e/check-code-signature.ts';
import { checkMachOLayout } from '../../../src/testing/e2e/check-mach-o-layout.ts';
import { readMachOImage } from '../../../src/testing/e2e/mach-o-image.ts';
import { smallMachO } from '../../../src/testing/support/small-mach-o.ts';
import { signMachO } from './sign-mach-o.ts';

describe.each(['x86_64', 'arm64'] as const)('signMachO, %s', (cpu) => {
  it('signs so that a check that shares no code with it finds nothing wrong', () => {
    const image = readMachOImage(signMachO(smallMachO({ cpu }), 'some-plugin'));
    expect(checkMachOLayout(image)).toEqual([]);
    const pages = Math.ceil((image.signature?.start ?? 0) / 4096);
    expect(pages).toBeGreaterThan(4);
    expect(checkCodeSignature(image)).toEqual({
      problems: [],
      identifier: 'some-plugin',
      adHoc: true,
      hardenedRuntime: false,
      pages,
    });
  });

  it('changes nothing but load commands', () => {
    const unsigned = smallMachO({ cpu });
    const before = readMachOImage(unsigned);
    const signed = signMachO(unsigned, 'some-plugin');
    const content = before.segments[1]?.sections[0]?.file?.start ?? 0;
    expect(signed.subarray(content, unsigned.length).equals(unsigned.subarray(content))).toBe(true);
  });

  it('leaves its input alone', () => {
    const unsigned = smallMachO({ cpu });
    signMachO(unsigned, 'some-plugin');
    expect(unsigned.equals(smallMachO({ cpu }))).toBe(true);
  });

  it('replaces a signature', () => {
    const once = signMachO(smallMachO({ cpu }), 'some-plugin');
    expect(signMachO(once, 'some-plugin').equals(once)).toBe(true);
    const image = readMachOImage(signMachO(once, 'another name, of another length'));
    expect(checkMachOLayout(image)).toEqual([]);
    expect(checkCodeSignature(image)).toMatchObject({ problems: [], identifier: 'another name, of another length' });
  });

  it('refuses a file that has no room for its load command', () => {
    expect(() => signMachO(smallMachO({ cpu, room: 15 }), 'some-plugin')).toThrow(
      /^expected room for a load command of 16 bytes at \d+, but content begins at \d+$/,
    );
    expect(() => signMachO(smallMachO({ cpu, room: 16 }), 'some-plugin')).not.toThrow();
  });
});

describe('signMachO', () => {
  it.each<readonly [string, Buffer]>([
    ['ELF', Buffer.from('7f454c460201010000000000000000000200', 'hex')],
    ['PE', Buffer.from('4d5a90000300000004000000ffff0000b800', 'hex')],
    ['Mach-O for several architectures', Buffer.from('cafebabe0000000201000007000000030000', 'hex')],
    ['Mach-O for another architecture', Buffer.from('cffaedfe0c0000020000000002000000', 'hex')],
  ])('refuses %s', (_, file) => {
    expect(() => signMachO(file, 'some-plugin')).toThrow(/^expected a 64-bit Mach-O file for x86_64 or arm64/);
  });
});

describe('checkCodeSignature', () => {
  const signed = signMachO(smallMachO({ cpu: 'arm64' }), 'some-plugin');
  const start = readMachOImage(signed).signature?.start ?? 0;
  const flipped = (offset: number): Buffer => {
    const copy = Buffer.from(signed);
    copy.writeUInt8(copy.readUInt8(offset) ^ 1, offset);
    return copy;
  };

  it.each<readonly [string, number]>([
    ['the first page', 0x200],
    ['the code', 0x5000],
    ['the injected blob', 0xc010],
    ['__LINKEDIT', 0x10004],
    ['the padding before the signature', start - 1],
    ['the magic number of the code directory', start + 12 + 3 * 8],
    ['the end of the signed code', start + 12 + 3 * 8 + 35],
    ['the last hash', signed.length - 21],
    ['the requirements', signed.length - 9],
  ])('finds one flipped bit in %s', (_, offset) => {
    expect(checkCodeSignature(readMachOImage(flipped(offset))).problems).not.toEqual([]);
  });

  it('names the page', () => {
    expect(checkCodeSignature(readMachOImage(flipped(0x5123))).problems).toEqual([
      'the page at 20480 does not have the hash it was signed with',
    ]);
  });

  it('misses a signature', () => {
    expect(checkCodeSignature(readMachOImage(smallMachO({ cpu: 'arm64' }))).problems).toEqual(['no code signature']);
  });
});

describe('checkMachOLayout', () => {
  // Offsets of 64-bit fields in the load commands of smallMachO.
  const seaSegment = 32 + 72 + 152;
  const linkeditSegment = seaSegment + 152;

  it.each<readonly [problem: string, offset: number, value: number]>([
    ['NODE_SEA overlaps __LINKEDIT', seaSegment + 24, 0x100010000],
    ['__LINKEDIT ends at', linkeditSegment + 48, 16],
    ['__LINKEDIT is larger in the file than in memory', linkeditSegment + 32, 16],
    ['__NODE_SEA_BLOB at', seaSegment + 72 + 40, 0x8000],
    ['NODE_SEA does not begin on a page', seaSegment + 40, 0xc008],
  ])('finds that %s', (problem, offset, value) => {
    const file = signMachO(smallMachO({ cpu: 'arm64' }), 'some-plugin');
    file.writeBigUInt64LE(BigInt(value), offset);
    expect(checkMachOLayout(readMachOImage(file)).join('\n')).toContain(problem);
  });
});
