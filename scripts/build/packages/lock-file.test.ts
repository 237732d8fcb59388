import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { rootFolder } from '../build-paths.ts';
import { buildTargets } from '../build-targets.ts';
import { readLockedPackage } from './lock-file.ts';

describe('readLockedPackage', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lock-file-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function writeLock(packages: unknown): Promise<string> {
    const file = path.join(folder, 'package-lock.json');
    await writeFile(file, JSON.stringify({ lockfileVersion: 3, packages }));
    return file;
  }

  it('reads version and integrity', async () => {
    const file = await writeLock({ 'node_modules/node-x': { version: '1.2.3', integrity: 'sha512-AAAA' } });
    await expect(readLockedPackage(file, 'node-x')).resolves.toEqual({
      name: 'node-x',
      version: '1.2.3',
      integrity: 'sha512-AAAA',
    });
  });

  it.each<readonly [string, unknown]>([
    ['no such package', {}],
    ['a package without integrity', { 'node_modules/node-x': { version: '1.2.3' } }],
    ['a weak integrity', { 'node_modules/node-x': { version: '1.2.3', integrity: 'sha1-AAAA' } }],
    ['no version', { 'node_modules/node-x': { integrity: 'sha512-AAAA' } }],
    ['no packages', undefined],
  ])('refuses %s', async (_, packages) => {
    await expect(readLockedPackage(await writeLock(packages), 'node-x')).rejects.toThrow(
      /package-lock\.json was expected to name node_modules\/node-x with a version and a sha512 integrity, but got/,
    );
  });

  it('finds every platform in the file of this project', async () => {
    const lockFile = path.join(rootFolder, 'package-lock.json');
    const versions = await Promise.all(
      buildTargets.map(async ({ nodePackage }) => (await readLockedPackage(lockFile, nodePackage)).version),
    );
    expect(new Set(versions)).toEqual(new Set([process.versions.node]));
  });
});

describe('package-lock.json', () => {
  it('names no registry but the public one, if any', async () => {
    const text = await readFile(path.join(rootFolder, 'package-lock.json'), 'utf8');
    const hosts = [...text.matchAll(/"resolved": "([a-z+]*:\/\/[^/"]*)/g)].map(([, host]) => host);
    expect(hosts.filter((host) => host?.endsWith('.npmjs.org') !== true)).toEqual([]);
  });
});
