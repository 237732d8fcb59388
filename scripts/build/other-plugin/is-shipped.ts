import path from 'node:path';

/** What only the development of a plugin needs, by name: a plugin folder is all that Grafana's users get. */
const developmentNames: ReadonlySet<string> = new Set([
  'node_modules',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]);

/** Whether a file or folder of a plugin's source belongs in its plugin folder as it is. */
export function isShipped(file: string): boolean {
  const name = path.basename(file);
  return !name.startsWith('.') && !/\.[cm]?tsx?$/.test(name) && !developmentNames.has(name);
}
