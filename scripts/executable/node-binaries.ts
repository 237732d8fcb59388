import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { exeSuffix, type BuildTarget } from '../build/build-targets.ts';
import { rootFolder, workFolder } from '../build/build-paths.ts';
import { readLockedPackage, type LockedPackage } from '../build/packages/lock-file.ts';
import { verifyIntegrity } from './verify-integrity.ts';

const run = promisify(execFile);

/** A platform's Node.js as the lock file pins it. */
export interface NodeBinary {
  readonly file: string;
  /** Without the leading v. */
  readonly version: string;
}

/** Where to look for it. */
export interface NodeBinarySource {
  /** Has a package-lock.json, and the node_modules that npm made from it. */
  readonly root: string;
  /** For what npm did not install here; kept between builds. */
  readonly cache: string;
  /** npm's own is in it. */
  readonly environment: NodeJS.ProcessEnv;
  /** Is told what takes a moment. */
  readonly announce: (line: string) => void;
}

const ownSource: NodeBinarySource = {
  root: rootFolder,
  cache: path.join(workFolder, 'node'),
  environment: process.env,
  announce: (line) => process.stderr.write(`${line}\n`),
};

/**
 * Finds a target's Node.js: where npm installed it, or else from the registry, checked against package-lock.json before
 * anything in it is used.
 * @throws when the registry cannot be asked, or hands out something else than what was locked
 */
export async function findNodeBinary(target: BuildTarget, source: NodeBinarySource = ownSource): Promise<NodeBinary> {
  const locked = await readLockedPackage(path.join(source.root, 'package-lock.json'), target.nodePackage);
  const folder = (await installedPackage(locked, source)) ?? (await downloadedPackage(locked, source));
  return { file: path.join(folder, 'bin', `node${exeSuffix(target)}`), version: locked.version };
}

async function installedPackage(locked: LockedPackage, { root }: NodeBinarySource): Promise<string | undefined> {
  const folder = path.join(root, 'node_modules', locked.name);
  const manifest = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (manifest === undefined) {
    return undefined;
  }
  const { version } = JSON.parse(manifest) as { version: unknown };
  return version === locked.version ? folder : undefined;
}

async function downloadedPackage(locked: LockedPackage, source: NodeBinarySource): Promise<string> {
  const archive = path.join(source.cache, `${locked.name}-${locked.version}.tgz`);
  await mkdir(source.cache, { recursive: true });
  if (!(await exists(archive))) {
    source.announce(`Downloading ${locked.name} ${locked.version} from the npm registry …`);
    await download(locked, archive, source.environment);
  }
  await verifyIntegrity(archive, locked);
  const folder = path.join(source.cache, `${locked.name}-${locked.version}`);
  if (!(await exists(folder))) {
    await extract(archive, folder);
  }
  return folder;
}

/** `npm pack` hands over the registry's own archive and obeys the user's npm configuration (registry, proxy, credentials). */
async function download(locked: LockedPackage, archive: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const folder = await mkdtemp(`${archive}.`);
  // Windows cannot spawn npm.cmd without a shell; inside `npm run` the script behind it is known, and the Node.js it is made for.
  const { npm_execpath: script, npm_node_execpath: node = process.execPath } = environment;
  const [command, ...first] = script === undefined ? ['npm'] : [node, script];
  const argv = [...first, 'pack', `${locked.name}@${locked.version}`, '--pack-destination', folder, '--loglevel=error'];
  try {
    await run(command, argv, { cwd: folder, env: environment });
    await rename(path.join(folder, path.basename(archive)), archive);
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`expected npm to fetch ${locked.name}@${locked.version}, but it says: ${String(stderr ?? error)}`, {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
