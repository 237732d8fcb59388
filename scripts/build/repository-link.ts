import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Reads the option `--repository`.
 * @throws when it is no address of a page
 */
export function parseRepository(text: string | undefined): string | undefined {
  if (text === undefined || /^https:\/\/[^/\s]+\.[^/\s]+\/\S+$/.test(text)) return text;
  throw new Error(
    `--repository expects an address such as https://git.example.com/you/simple-json-plugin, but got "${text}"`,
  );
}

interface Manifest {
  readonly info: { readonly links: readonly { readonly name: string; readonly url: string }[] };
}

/** Puts the address of the source first among the links of a plugin folder's plugin.json, which Grafana shows on the plugin's page. */
export async function linkRepository(dist: string, url: string): Promise<void> {
  const file = path.join(dist, 'plugin.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const links = [{ name: 'source', url }, ...manifest.info.links];
  await writeFile(file, `${JSON.stringify({ ...manifest, info: { ...manifest.info, links } }, null, 2)}\n`);
}
