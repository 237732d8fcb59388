import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { exeSuffix, type BuildTarget } from './build-targets.ts';
import { rootFolder, workFolder } from './build-paths.ts';
import { readLockedPackage, type LockedPackage } from './lock-file.ts';
import { verifyIntegrity } from './verify-integrity.ts';

const run = promisify(execFile);

/** A platform's Node.js as the lock file pins it. */
export interface NodeBinary {
  readonly file: string;
  /** Without the leading v. */
  readonly version: string;
}

/**
 * Finds a target's Node.js: where npm installed it, or else from the registry, checked against package-lock.json before
 * anything in it is used.
 */
export async function findNodeBinary(target: BuildTarget): Promise<NodeBinary> {
  const locked = await readLockedPackage(path.join(rootFolder, 'package-lock.json'), target.nodePackage);
  const folder = (await installedPackage(locked)) ?? (await downloadedPackage(locked));
  return { file: path.join(folder, 'bin', `node${exeSuffix(target)}`), version: locked.version };
}

async function installedPackage(locked: LockedPackage): Promise<string | undefined> {
  const folder = path.join(rootFolder, 'node_modules', locked.name);
  const manifest = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (manifest === undefined) {
    return undefined;
  }
  const { version } = JSON.parse(manifest) as { version: unknown };
  return version === locked.version ? folder : undefined;
}

async function downloadedPackage(locked: LockedPackage): Promise<string> {
  const cache = path.join(workFolder, 'node');
  const archive = path.join(cache, `${locked.name}-${locked.version}.tgz`);
  await mkdir(cache, { recursive: true });
  if (!(await exists(archive))) {
    await download(locked, archive);
  }
  await verifyIntegrity(archive, locked);
  const folder = path.join(cache, `${locked.name}-${locked.version}`);
  if (!(await exists(folder))) {
    await extract(archive, folder);
  }
  return folder;
}

/** `npm pack` hands over the registry's own archive and obeys the user's npm configuration (registry, proxy, credentials). */
async function download(locked: LockedPackage, archive: string): Promise<void> {
  const folder = await mkdtemp(`${archive}.`);
  try {
    await npm(['pack', `${locked.name}@${locked.version}`, '--pack-destination', folder, '--loglevel', 'error']);
    await rename(path.join(folder, path.basename(archive)), archive);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function npm(argv: readonly string[]): Promise<void> {
  // Windows cannot spawn npm.cmd without a shell; inside `npm run` the script behind it is known.
  const script = process.env['npm_execpath'];
  const options = { cwd: workFolder };
  await (script === undefined ? run('npm', argv, options) : run(process.execPath, [script, ...argv], options));
}

async function extract(archive: string, folder: string): Promise<void> {
  const partial = await mkdtemp(`${folder}.`);
  try {
    await run('tar', ['-xzf', archive, '-C', partial, 'package/bin']);
    await rename(path.join(partial, 'package'), folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
