import { describe, expect, it } from '@jest/globals';

import { unsignPe } from './unsign-pe.ts';

const header = 0x80;
const checksum = header + 24 + 64;
const securityDirectory = header + 24 + 112 + 32;

describe('unsignPe', () => {
  it('drops the reference to the signature and the checksum, and nothing else', () => {
    const file = smallPe();
    const before = Buffer.from(file);
    unsignPe(file);
    const changed = [...file.keys()].filter((index) => file[index] !== before[index]);
    expect(changed).toEqual([...range(checksum, 4), ...range(securityDirectory, 8)]);
    expect(file.readUInt32LE(checksum)).toBe(0);
    expect(file.readBigUInt64LE(securityDirectory)).toBe(0n);
  });

  it('touches no directory that is not there', () => {
    const file = smallPe();
    file.writeUInt32LE(4, header + 24 + 108);
    const before = Buffer.from(file);
    unsignPe(file);
    expect(file.subarray(securityDirectory).equals(before.subarray(securityDirectory))).toBe(true);
  });

  it.each<readonly [string, Buffer]>([
    ['ELF', Buffer.alloc(512, '7f454c46', 'hex')],
    ['a DOS program', smallPe().fill(0, header, header + 4)],
    ['a 32-bit PE file', smallPe().fill(Buffer.from('0b01', 'hex'), header + 24, header + 26)],
  ])('refuses %s', (_, file) => {
    expect(() => {
      unsignPe(file);
    }).toThrow(/^expected a 64-bit PE file, but got one that begins with [0-9a-f]{16}$/);
  });
});

function smallPe(): Buffer {
  const file = Buffer.alloc(512, 0xee);
  file.write('MZ');
  file.writeUInt32LE(header, 0x3c);
  file.write('PE\0\0', header);
  file.writeUInt16LE(0x20b, header + 24);
  file.writeUInt32LE(16, header + 24 + 108);
  return file;
}

function range(start: number, length: number): readonly number[] {
  return Array.from({ length }, (_, index) => start + index);
}
