import { chmod, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openPromise } from 'yauzl';

import { readZipEntry, writeZip } from './write-zip.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zip-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(archive: string, changed: Date, modes: readonly [number, number]): Promise<Buffer> {
  const entries = [];
  for (const [index, [name, content]] of [
    ['program', 'abc'.repeat(1000)],
    ['empty.txt', ''],
  ].entries()) {
    const file = path.join(folder, name ?? '');
    await writeFile(file, content ?? '');
    await chmod(file, modes[index] ?? 0);
    await utimes(file, changed, changed);
    entries.push(await readZipEntry(file, `an-id/${name ?? ''}`));
  }
  await writeZip(path.join(folder, archive), entries);
  return readFile(path.join(folder, archive));
}

describe('writeZip', () => {
  it('keeps names, contents and what may be run', async () => {
    await write('a.zip', new Date(), [0o755, 0o644]);
    const zip = await openPromise(path.join(folder, 'a.zip'));
    const found: unknown[] = [];
    for await (const entry of zip.eachEntry()) {
      const content = await buffer(await zip.openReadStreamPromise(entry));
      found.push([entry.fileName, (entry.externalFileAttributes >>> 16).toString(8), content.toString()]);
    }
    expect(found).toEqual([
      ['an-id/program', '100755', 'abc'.repeat(1000)],
      ['an-id/empty.txt', '100644', ''],
    ]);
  });

  it('writes the same bytes whenever the files were written, and with any umask', async () => {
    const first = await write('a.zip', new Date(2020, 1, 1), [0o755, 0o644]);
    const second = await write('b.zip', new Date(2024, 5, 5), [0o700, 0o600]);
    expect(second.equals(first)).toBe(true);
  });
});
