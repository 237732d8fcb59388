import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { copyStaticFiles } from './copy-static-files.ts';

describe('copyStaticFiles', () => {
  let root: string;
  let dist: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'static-files-'));
    dist = path.join(root, 'dist');
    for (const file of [
      'src/plugin.json',
      'src/img/logo.svg',
      'src/dashboards/overview.json',
      'src/query_help.md',
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
      'docs/server.md',
      'docs/examples/servers/server.py',
    ]) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), `content of ${file}`);
    }
  });

  afterEach(() => rm(root, { recursive: true }));

  it('puts every file where Grafana looks for it', async () => {
    await copyStaticFiles(root, dist);
    expect((await readdir(dist, { recursive: true })).sort()).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'dashboards',
        path.join('dashboards', 'overview.json'),
        'docs',
        path.join('docs', 'examples'),
        path.join('docs', 'examples', 'servers'),
        path.join('docs', 'examples', 'servers', 'server.py'),
        path.join('docs', 'server.md'),
        'img',
        path.join('img', 'logo.svg'),
        'plugin.json',
        'query_help.md',
      ].sort(),
    );
    expect(await readFile(path.join(dist, 'plugin.json'), 'utf8')).toBe('content of src/plugin.json');
  });

  it('leads README to the pictures beside it', async () => {
    await writeFile(path.join(root, 'README.md'), '![a panel](src/img/query.png)');
    await copyStaticFiles(root, dist);
    expect(await readFile(path.join(dist, 'README.md'), 'utf8')).toBe('![a panel](img/query.png)');
  });

  it('leaves what else is there', async () => {
    await mkdir(dist);
    await writeFile(path.join(dist, 'simple-json-plugin_linux_amd64'), 'built before');
    await copyStaticFiles(root, dist);
    expect(await readFile(path.join(dist, 'simple-json-plugin_linux_amd64'), 'utf8')).toBe('built before');
  });

  it('names all files that are missing, and copies none', async () => {
    await rm(path.join(root, 'LICENSE'));
    await rm(path.join(root, 'CHANGELOG.md'));
    await expect(copyStaticFiles(root, dist)).rejects.toThrow(
      `the plugin folder needs CHANGELOG.md, LICENSE, but ${root} does not have them`,
    );
    await expect(readdir(dist)).rejects.toThrow('ENOENT');
  });
});
