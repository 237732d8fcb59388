import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';

import pluginJson from '../../src/plugin.json' with { type: 'json' };
import { rootFolder } from './build-paths.ts';
import { copyStaticFiles } from './copy-static-files.ts';
import { linkRepository, parseRepository } from './repository-link.ts';

describe('parseRepository', () => {
  it.each([undefined, 'https://git.example.com/you/simple-json-plugin'])('takes %s', (text) => {
    expect(parseRepository(text)).toBe(text);
  });

  it.each(['', 'git@example.com:you/x', 'http://git.example.com/x', 'https://git.example.com', 'https://a b.c/x'])(
    'refuses %j',
    (text) => {
      expect(() => parseRepository(text)).toThrow(/--repository expects an address such as https:/);
    },
  );
});

it('the address of the source comes before the other links, and nothing else changes', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'repository-'));
  try {
    const url = 'https://git.example.com/you/simple-json-plugin';
    await copyStaticFiles(rootFolder, folder);
    await linkRepository(folder, url);
    const links = [{ name: 'source', url }, ...pluginJson.info.links];
    const written: unknown = JSON.parse(await readFile(path.join(folder, 'plugin.json'), 'utf8'));
    expect(written).toEqual({ ...pluginJson, info: { ...pluginJson.info, links } });
  } finally {
    await rm(folder, { recursive: true });
  }
});
