import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { buildBackendBundle } from './build-backend-bundle.ts';

// A single character beyond Latin-1 would make V8 keep all of it in two bytes per character.
it('has no character that does not fit into one byte', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'bundle'));
  try {
    const { entry, assets } = await buildBackendBundle(folder);
    for (const file of [entry, ...Object.values(assets)]) {
      expect((await readFile(file, 'utf8')).match(/[^\0-\xff].{0,40}/g)).toBeNull();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
