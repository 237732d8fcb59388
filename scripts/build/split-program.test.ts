import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Script } from 'node:vm';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { codeCacheSuffix, type Load } from '../../src/backend/sdk/process/parts/part-loader.ts';
import { makeCodeCaches } from '../executable/make-code-caches.ts';
import { rootFolder } from './build-paths.ts';
import { splitProgram, type SplitProgram } from './split-program.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'split-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const sources = {
  'main.ts': `
    import { say, end } from 'node:listener';
    import { Shared } from './shared.ts';
    say('main');
    end(
      Promise.all([import('./large.ts'), import('./small.ts')]).then(([large, small]) => {
        say(large.make() instanceof Shared, small.make() instanceof Shared);
      }),
    );`,
  'shared.ts': `
    import { say } from 'node:listener';
    export class Shared {}
    say('shared');`,
  'large.ts': `
    import { say } from 'node:listener';
    import { Shared } from './shared.ts';
    say('large');
    export const make = () => new Shared();
    export const text = '${'large '.repeat(10_000)}';`,
  'small.ts': `
    import { say } from 'node:listener';
    import { Shared } from './shared.ts';
    say('small');
    export const make = () => new Shared();`,
};

async function split(): Promise<SplitProgram> {
  for (const [name, text] of Object.entries(sources)) await writeFile(path.join(folder, name), text);
  return splitProgram(path.relative(rootFolder, path.join(folder, 'main.ts')), { platform: 'node', target: 'node26' });
}

it('makes parts of what is imported late, which share what all of them import', async () => {
  const { main, parts, sources: files } = await split();
  const said = await runAsExecutable(main, parts);
  expect(said.slice(0, 2)).toEqual(['shared', 'main']);
  expect(said.slice(2).toSorted()).toEqual(['large', 'small', true, true].toSorted());
  // What is small is no part of its own.
  expect(Object.keys(parts)).toEqual([expect.stringMatching(/^large-\w+\.js$/)]);
  expect(main).toContain('small');
  expect(main).not.toContain('large large');
  expect(files.map((file) => path.basename(file)).toSorted()).toEqual(Object.keys(sources).toSorted());
});

it('gives each part a compiled form that V8 takes, the same each time', async () => {
  const { parts } = await split();
  const [[name, text] = ['', '']] = Object.entries(parts);
  const file = path.join(folder, name);
  await writeFile(file, text);
  const made = await Promise.all(
    ['once', 'again'].map(async (each) => cacheOf({ [name]: file }, path.join(folder, each))),
  );
  expect(made[0]).toEqual(made[1]);
  const script = new Script(text, { filename: name, cachedData: made[0] });
  expect(script.cachedDataRejected).toBe(false);
});

async function cacheOf(programs: Readonly<Record<string, string>>, into: string): Promise<Buffer> {
  await mkdir(into);
  const [[name, file] = ['', '']] = Object.entries(await makeCodeCaches(programs, into));
  expect(name.endsWith(codeCacheSuffix)).toBe(true);
  return readFile(file);
}

/** With the parts where an executable has its assets. */
async function runAsExecutable(main: string, parts: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  const said: unknown[] = [];
  let ended: Promise<void> | undefined;
  const modules: Readonly<Record<string, unknown>> = {
    'node:sea': {
      getAssetKeys: () => Object.keys(parts),
      getRawAsset: (name: string) => new Uint8Array(Buffer.from(parts[name] ?? '')).buffer,
    },
    'node:listener': {
      say: (...what: unknown[]) => said.push(...what),
      end: (promise: Promise<void>) => {
        ended = promise;
      },
    },
  };
  const builtin = createRequire(import.meta.filename);
  const program = new Script(`(function(require){${main}})`).runInThisContext() as (require: Load) => void;
  program((name) => modules[name] ?? builtin(name));
  await ended;
  return said;
}
