import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { rootFolder } from '../build-paths.ts';
import { readSourceFolder } from './read-source-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'source-'));
});

afterEach(() => rm(folder, { recursive: true }));

const whole = { 'main.ts': '', 'module.js': '', 'plugin.json': '{"executable": "sine"}' };

describe('readSourceFolder', () => {
  it('knows what the minimal plugin calls its executable', async () => {
    expect(await readSourceFolder(path.join(rootFolder, 'src/testing/minimal-plugin'))).toEqual({ executable: 'sine' });
  });

  it.each([
    ['main.ts', { ...whole, 'main.ts': undefined }, ['main.ts']],
    ['module.js', { ...whole, 'module.js': undefined }, ['module.js']],
    ['plugin.json', { ...whole, 'plugin.json': undefined }, ['plugin.json']],
    ['an executable', { ...whole, 'plugin.json': '{}' }, ['"executable" in plugin.json']],
    ['the name of an executable', { ...whole, 'plugin.json': '{"executable": ""}' }, ['"executable" in plugin.json']],
    ['a text for an executable', { ...whole, 'plugin.json': '{"executable": 1}' }, ['"executable" in plugin.json']],
    ['everything', {}, ['main.ts', 'plugin.json', 'module.js']],
  ])('names what is missing: %s', async (_what, files: Readonly<Record<string, string | undefined>>, missing) => {
    for (const [name, text] of Object.entries(files)) {
      if (text !== undefined) await writeFile(path.join(folder, name), text);
    }
    const error = await readSourceFolder(folder).catch((reason: unknown) => reason);
    const [first, ...lines] = (error as Error).message.split('\n');
    expect(first).toBe(`--source expects a folder like src/testing/minimal-plugin, but ${folder} lacks:`);
    expect(lines.map((line) => line.trim().split(',')[0]?.split(' (')[0])).toEqual(missing);
  });

  it('says which file is no JSON', async () => {
    for (const [name, text] of Object.entries({ ...whole, 'plugin.json': '{' })) {
      await writeFile(path.join(folder, name), text);
    }
    await expect(readSourceFolder(folder)).rejects.toThrow(/plugin\.json .*JSON/);
  });
});
