import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { librariesFolder, readBundledLibraries } from './bundled-libraries.ts';

describe('readBundledLibraries', () => {
  let folder: string;

  beforeAll(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'bundled-libraries-')), 'libraries');
    await cp(librariesFolder, folder, { recursive: true });
  });

  afterAll(() => rm(path.dirname(folder), { recursive: true }));

  it.each(['x64', 'arm64'] as const)('reads what an executable for %s needs', async (arch) => {
    const libraries = await readBundledLibraries(arch, folder);
    expect([...libraries.keys()].filter((name) => !name.startsWith('ld-linux'))).toEqual([
      'libc.so.6',
      'libm.so.6',
      'libdl.so.2',
      'libpthread.so.0',
      'libstdc++.so.6',
      'libgcc_s.so.1',
    ]);
    for (const bytes of libraries.values()) expect(bytes.toString('latin1', 0, 4)).toBe('\x7fELF');
  });

  it('refuses one that is not what was listed', async () => {
    await writeFile(path.join(folder, 'arm64/libm.so.6.br'), brotliCompressSync('another library'));
    await expect(readBundledLibraries('arm64', folder)).rejects.toThrow(
      /libm\.so\.6\.br is not what libraries\.json beside it says: expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}; take both/,
    );
    await expect(readBundledLibraries('x64', folder)).resolves.toHaveProperty('size', 7);
  });
});
