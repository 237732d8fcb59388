import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkNames, executableFacts, parseCandidate } from './candidates.ts';

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

describe('executableFacts', () => {
  it('says which file it is, its size and what it compresses to', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'size-'));
    try {
      await writeFile(path.join(folder, 'many-a'), Buffer.alloc(1_000_000, 'a'));
      const { bytes, gzipBytes, sha256 } = await executableFacts(path.join(folder, 'many-a'));
      expect(bytes).toBe(1_000_000);
      // The third of the test vectors that NIST gives with the standard.
      expect(sha256).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
      expect(gzipBytes).toBeGreaterThan(100);
      expect(gzipBytes).toBeLessThan(10_000);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('fails for a file that is not there', async () => {
    await expect(executableFacts(path.join(tmpdir(), 'no-such-plugin'))).rejects.toThrow('no-such-plugin');
  });
});
