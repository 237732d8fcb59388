import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { BuildTarget } from '../build/build-targets.ts';
import { findNodeBinary, type NodeBinarySource } from './node-binaries.ts';

const target: BuildTarget = { name: 'other_arm64', nodePackage: 'node-other', platform: 'linux', arch: 'arm64' };

describe('findNodeBinary', () => {
  let folder: string;
  let registry: Registry;
  let source: NodeBinarySource;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'node-binaries-'));
    registry = await startRegistry(await packNode(folder, 'the real one'));
    const environment = {
      ...process.env,
      npm_config_registry: registry.url,
      npm_config_cache: path.join(folder, 'npm-cache'),
    };
    source = { root: folder, cache: path.join(folder, 'cache'), environment, announce: () => undefined };
    await lock(integrityOf(registry.archive));
  });

  afterEach(async () => {
    registry.server.close();
    await rm(folder, { recursive: true });
  });

  function lock(integrity: string): Promise<void> {
    const packages = { 'node_modules/node-other': { version: '26.10.0', integrity } };
    return writeFile(path.join(folder, 'package-lock.json'), JSON.stringify({ packages }));
  }

  it('takes what npm installed', async () => {
    const installed = path.join(folder, 'node_modules/node-other');
    await mkdir(installed, { recursive: true });
    await writeFile(path.join(installed, 'package.json'), '{ "version": "26.10.0" }');
    const { file, version } = await findNodeBinary(target, source);
    expect(file).toBe(path.join(installed, 'bin/node'));
    expect(version).toBe('26.10.0');
    expect(registry.requests).toEqual([]);
  });

  it('fetches what npm did not install, once', async () => {
    const { file } = await findNodeBinary(target, source);
    expect(await readFile(file, 'utf8')).toBe('the real one');
    const asked = registry.requests.length;
    expect(await findNodeBinary(target, source)).toEqual({ file, version: '26.10.0' });
    expect(registry.requests).toHaveLength(asked);
  });

  it('fetches when another version is installed', async () => {
    const installed = path.join(folder, 'node_modules/node-other');
    await mkdir(installed, { recursive: true });
    await writeFile(path.join(installed, 'package.json'), '{ "version": "26.9.0" }');
    const { file } = await findNodeBinary(target, source);
    expect(await readFile(file, 'utf8')).toBe('the real one');
  });

  it('refuses an archive that is not the locked one, however sure the registry is of it', async () => {
    const expected = integrityOf(registry.archive);
    registry.archive = await packNode(folder, 'a changed one');
    const got = integrityOf(registry.archive);
    const rejected = expect(findNodeBinary(target, source)).rejects;
    await rejected.toThrow(`is not node-other@26.10.0 of package-lock.json: expected ${expected}, got ${got};`);
  });

  it('refuses a cached archive that was changed, even when it was extracted before', async () => {
    await findNodeBinary(target, source);
    await writeFile(path.join(source.cache, 'node-other-26.10.0.tgz'), 'something else');
    await expect(findNodeBinary(target, source)).rejects.toThrow('is not node-other@26.10.0 of package-lock.json');
  });

  it('says what npm says when the registry does not have the package', async () => {
    registry.archive = undefined;
    await expect(findNodeBinary(target, source)).rejects.toThrow(
      /^expected npm to fetch node-other@26\.10\.0, but it says: .*E404/s,
    );
  });
});

interface Registry {
  readonly server: Server;
  readonly url: string;
  readonly requests: string[];
  /** What it hands out; undefined for a registry that does not know the package. */
  archive: Buffer | undefined;
}

async function startRegistry(archive: Buffer): Promise<Registry> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (registry.archive === undefined) response.writeHead(404).end('{}');
    else if (request.url?.endsWith('.tgz') === true) response.end(registry.archive);
    else response.end(JSON.stringify(describePackage(registry.url, registry.archive)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const registry: Registry = {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    archive,
  };
  return registry;
}

function describePackage(url: string, archive: Buffer): unknown {
  const dist = { tarball: `${url}node-other.tgz`, integrity: integrityOf(archive) };
  return {
    name: 'node-other',
    'dist-tags': { latest: '26.10.0' },
    versions: { '26.10.0': { name: 'node-other', version: '26.10.0', dist } },
  };
}

async function packNode(folder: string, content: string): Promise<Buffer> {
  await mkdir(path.join(folder, 'package/bin'), { recursive: true });
  await writeFile(path.join(folder, 'package/package.json'), '{ "name": "node-other", "version": "26.10.0" }');
  await writeFile(path.join(folder, 'package/bin/node'), content);
  return execFileSync('tar', ['-cz', '-C', folder, 'package']);
}

function integrityOf(archive: Buffer | undefined): string {
  return `sha512-${createHash('sha512')
    .update(archive ?? '')
    .digest('base64')}`;
}
