import { copyFile, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Files of the checkout that go into the plugin folder as they are, with their names there. */
const staticFiles: readonly (readonly [source: string, destination: string])[] = [
  ['src/plugin.json', 'plugin.json'],
  ['src/img/logo.svg', 'img/logo.svg'],
  ['README.md', 'README.md'],
  ['CHANGELOG.md', 'CHANGELOG.md'],
  ['LICENSE', 'LICENSE'],
];

/**
 * Copies what needs no building from the checkout into the plugin folder.
 * @throws naming every file that is missing, before anything is copied.
 */
export async function copyStaticFiles(root: string, dist: string): Promise<void> {
  const found = await Promise.all(staticFiles.map(async ([source]) => isFile(path.join(root, source))));
  const missing = staticFiles.filter((_, index) => found[index] !== true).map(([source]) => source);
  if (missing.length > 0) {
    throw new Error(
      `the plugin folder needs ${missing.join(', ')}, but ${root} does not have ${missing.length === 1 ? 'it' : 'them'}`,
    );
  }
  for (const [source, destination] of staticFiles) {
    await mkdir(path.dirname(path.join(dist, destination)), { recursive: true });
    await copyFile(path.join(root, source), path.join(dist, destination));
  }
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
