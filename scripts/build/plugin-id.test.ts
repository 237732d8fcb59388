import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { buildBackendBundle } from './build-backend-bundle.ts';
import { rootFolder } from './build-paths.ts';
import { copyStaticFiles, renamePlugin } from './copy-static-files.ts';
import { kinPlugins } from '../../src/shared/kin-plugins.ts';
import { ownPluginId, parsePluginId } from './plugin-id.ts';

describe('parsePluginId', () => {
  it.each(['yourorg-simplejson-datasource', 'yourorg-datasource', ownPluginId])('takes %s', (id) => {
    expect(parsePluginId(id)).toBe(id);
  });

  it('takes our own where none is given', () => {
    expect(parsePluginId(undefined)).toBe(ownPluginId);
  });

  it.each([
    '',
    'yourorg',
    'YourOrg-json-datasource',
    'a-b-c-datasource',
    'a-b-panel',
    '../a-datasource',
    'a-b-datasource\n',
  ])('refuses %j', (id) => {
    expect(() => parsePluginId(id)).toThrow(/--id expects .* such as yourorg-simplejson-datasource, but got/);
  });
});

describe('a build under another id', () => {
  const id = 'yourorg-simplejson-datasource';

  it('names itself so in each file and in the executable, our own id nowhere but among those it understands', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'id-'));
    try {
      await copyStaticFiles(rootFolder, folder);
      await renamePlugin(folder, id);
      const { entry, parts } = await buildBackendBundle({ folder: path.join(folder, 'bundle'), id });
      const programs = await Promise.all([entry, ...Object.values(parts)].map((file) => readFile(file, 'utf8')));
      await writeFile(path.join(folder, 'backend.cjs'), programs.join('\n'));
      for (const file of ['plugin.json', 'dashboards/overview.json', 'README.md', 'docs/settings.md', 'backend.cjs']) {
        const text = await readFile(path.join(folder, file), 'utf8');
        expect(text).toContain(id);
        expect(text.replace(JSON.stringify(kinPlugins), '')).not.toContain(ownPluginId);
      }
      expect(JSON.parse(await readFile(path.join(folder, 'plugin.json'), 'utf8'))).toMatchObject({ id });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
