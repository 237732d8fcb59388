import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * The packages that one Grafana shares with its plugins, from npm: some hundred megabytes, so that they are installed when
 * they are first needed and kept in the user's cache until hosts/<name>/package.json changes.
 * @returns the folder that holds `node_modules`.
 * @throws when npm fails, with its own words.
 */
export async function installHostPackages(name: string, announce: (line: string) => void): Promise<string> {
  const wanted = path.join(import.meta.dirname, '../hosts', name, 'package.json');
  const folder = path.join(cacheFolder(), name);
  const marker = path.join(folder, 'installed.json');
  const manifest = await readFile(wanted, 'utf8');
  if ((await readFile(marker, 'utf8').catch(() => '')) === manifest) return folder;
  announce(`Installing what Grafana ${name} shares with its plugins into ${folder} …`);
  await mkdir(folder, { recursive: true });
  await copyFile(wanted, path.join(folder, 'package.json'));
  await runNpm(folder);
  await writeFile(marker, manifest);
  return folder;
}

function cacheFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  return path.join(cache, 'simple-json-plugin', 'browser');
}

/** Peer dependencies are left alone: hosts/ names every package that the pages meet, and its version. */
async function runNpm(folder: string): Promise<void> {
  const options = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn('npm', ['install', ...options], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
  if (code !== 0) throw new Error(`npm install in ${folder} ended with code ${String(code)}:\n${stderr.trim()}`);
}
