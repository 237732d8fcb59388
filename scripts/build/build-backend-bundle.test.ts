import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { buildBackendBundle } from './build-backend-bundle.ts';

// A single other character would make Node.js keep all of it in two bytes per character.
it('is ASCII', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'bundle'));
  try {
    const { entry, assets } = await buildBackendBundle({ folder });
    for (const file of [entry, ...Object.values(assets)]) {
      expect((await readFile(file, 'utf8')).match(/[^\0-\x7f].{0,40}/g)).toBeNull();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
