import { cp, glob, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { inPluginId } from './plugin-id.ts';

/** Files and folders of the checkout that go into the plugin folder as they are, with their names there. */
const staticFiles: readonly (readonly [source: string, destination: string])[] = [
  ['src/plugin.json', 'plugin.json'],
  ['src/img', 'img'],
  ['src/dashboards', 'dashboards'],
  ['src/query_help.md', 'query_help.md'],
  ['README.md', 'README.md'],
  ['CHANGELOG.md', 'CHANGELOG.md'],
  ['LICENSE', 'LICENSE'],
  ['docs', 'docs'],
];

/**
 * Copies what needs no building from the checkout into the plugin folder.
 * @throws naming everything that is missing, before anything is copied.
 */
export async function copyStaticFiles(root: string, dist: string): Promise<void> {
  const found = await Promise.all(staticFiles.map(async ([source]) => exists(path.join(root, source))));
  const missing = staticFiles.filter((_, index) => found[index] !== true).map(([source]) => source);
  if (missing.length > 0) {
    throw new Error(
      `the plugin folder needs ${missing.join(', ')}, but ${root} does not have ${missing.length === 1 ? 'it' : 'them'}`,
    );
  }
  for (const [source, destination] of staticFiles) {
    await cp(path.join(root, source), path.join(dist, destination), { recursive: true });
  }
  await rewrite(path.join(dist, 'README.md'), (text) => text.replaceAll('](src/img/', '](img/'));
}

/** The copied files that name the plugin by its id. */
const filesWithId = ['plugin.json', 'dashboards/*.json', 'README.md', 'docs/**/*.{md,yaml,yml,json,tf}'];

/** Gives the files of a plugin folder, as they were copied, another id. */
export async function renamePlugin(dist: string, id: string): Promise<void> {
  for await (const name of glob(filesWithId, { cwd: dist })) {
    await rewrite(path.join(dist, name), (text) => inPluginId(text, id));
  }
}

async function rewrite(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')));
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
