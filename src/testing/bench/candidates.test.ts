import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkNames, executableSize, parseCandidate } from './candidates.ts';

describe('parseCandidate', () => {
  it.each([
    ['/opt/go-original/plugin_linux_amd64', 'go-original', '/opt/go-original/plugin_linux_amd64'],
    ['rival=/opt/plugin', 'rival', '/opt/plugin'],
    ['rival=relative/plugin', 'rival', path.resolve('relative/plugin')],
    ['/opt/a=b/plugin', 'a=b', '/opt/a=b/plugin'],
  ])('reads %s', (argument, name, file) => {
    expect(parseCandidate(argument)).toEqual({ name, path: file, args: [] });
  });
});

describe('checkNames', () => {
  it('takes names that differ', () => {
    expect(() => {
      checkNames([parseCandidate('a=/x'), parseCandidate('b=/x')]);
    }).not.toThrow();
  });

  it('names the name that two have', () => {
    expect(() => {
      checkNames([parseCandidate('/one/dist/x'), parseCandidate('c=/x'), parseCandidate('/two/dist/x')]);
    }).toThrow('two are "dist"; say --plugin NAME=PATH');
  });
});

describe('executableSize', () => {
  it('says the size and what it compresses to', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'size-'));
    try {
      await writeFile(path.join(folder, 'zeros'), Buffer.alloc(1_000_000));
      const { bytes, gzipBytes } = await executableSize(path.join(folder, 'zeros'));
      expect(bytes).toBe(1_000_000);
      expect(gzipBytes).toBeGreaterThan(100);
      expect(gzipBytes).toBeLessThan(10_000);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('fails for a file that is not there', async () => {
    await expect(executableSize(path.join(tmpdir(), 'no-such-plugin'))).rejects.toThrow('no-such-plugin');
  });
});
