import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { bringLibraries } from './linux/bring-libraries.ts';
import type { BackendBundle } from '../build/build-backend-bundle.ts';
import { executableNameOf, type BuildTarget } from '../build/build-targets.ts';
import { distFolder, workFolder } from '../build/build-paths.ts';
import { dropLibatomic } from './linux/drop-libatomic.ts';
import { makeCodeCaches } from './make-code-caches.ts';
import { findNodeBinary, type NodeBinary } from './node-binaries.ts';
import { pkgCacheOf, type PkgCache } from './pkg-internals.ts';
import { repairSignature } from './signature/repair-signature.ts';
import type { PkgRun } from './run-pkg.ts';
import { stripBinary } from './strip-binary.ts';
import { trimIcuData } from './trim-icu-data.ts';

const run = promisify(execFile);

/** What became of one target. */
export interface PackagedExecutable {
  readonly file: string;
  /** Notes for the person who builds. */
  readonly remarks: readonly string[];
}

/** The folder for an executable, and its name in plugin.json. */
export interface ExecutablePlace {
  readonly folder: string;
  readonly executable: string;
}

const ownPlace: ExecutablePlace = { folder: distFolder, executable: 'simple-json-plugin' };

/** Makes the executable of one target from the backend's bundle, through pkg, and puts it into its folder, `dist/` by default, mode 0755. */
export async function packageExecutable(
  { entry, assets, parts }: BackendBundle,
  target: BuildTarget,
  { folder, executable } = ownPlace,
): Promise<PackagedExecutable> {
  const name = executableNameOf(executable, target);
  const node = await findNodeBinary(target);
  requireSameVersion(node);
  await mkdir(workFolder, { recursive: true });
  const home = await mkdtemp(path.join(workFolder, 'pkg-'));
  try {
    const remarks = await seedPkgCache(pkgCacheOf(home, node.version, target), node, target);
    const output = path.join(home, name);
    const useCodeCache = runsHere(target);
    const caches = useCodeCache ? await makeCodeCaches(parts, home) : {};
    const pkgRun = { entry, assets: { ...assets, ...caches }, output, target, nodeVersion: node.version, useCodeCache };
    await runPkg(pkgRun, home);
    await repairSignature(output, target);
    if (target.platform === 'linux') await bringLibraries(output, target.arch);
    await chmod(output, 0o755);
    const file = path.join(folder, name);
    await mkdir(folder, { recursive: true });
    // A rename replaces an executable that is running just now; writing into it would fail.
    await rename(output, file);
    return { file, remarks };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The Node.js that prepares what is injected must be of the version that reads it: the layout changes between minor versions. */
function requireSameVersion(node: NodeBinary): void {
  if (process.versions.node !== node.version) {
    throw new Error(
      `the build must run on Node.js ${node.version}, which package-lock.json pins and "npm run build" starts, ` +
        `but runs on ${process.versions.node}; run "npm ci", then "npm run build"`,
    );
  }
}

async function seedPkgCache(
  { binary, markers }: PkgCache,
  node: NodeBinary,
  target: BuildTarget,
): Promise<readonly string[]> {
  await mkdir(path.dirname(binary), { recursive: true });
  const remarks = await placeBinary(node.file, binary, target);
  for (const marker of markers) await writeFile(marker, '');
  return remarks;
}

async function placeBinary(source: string, destination: string, target: BuildTarget): Promise<readonly string[]> {
  const isLinux = target.platform === 'linux';
  const stripped = isLinux && (await stripBinary(target, source, destination));
  const file = await readFile(stripped ? destination : source);
  if (isLinux) dropLibatomic(file);
  trimIcuData(file);
  await writeFile(destination, file, { mode: 0o755 });
  return isLinux && !stripped
    ? ['not stripped, since no strip for this processor is here (binutils, llvm): 33 MB larger']
    : [];
}

async function runPkg(pkgRun: PkgRun, home: string): Promise<void> {
  const script = path.join(import.meta.dirname, 'run-pkg.ts');
  const env = { ...process.env, HOME: home, USERPROFILE: home };
  try {
    await run(process.execPath, [script, JSON.stringify(pkgRun)], { env });
  } catch (error) {
    const output =
      error instanceof Error && 'stderr' in error && 'stdout' in error
        ? `${String(error.stdout)}${String(error.stderr)}`
        : '';
    throw new Error(`pkg did not make ${path.basename(pkgRun.output)}:\n${output}`, { cause: error });
  }
}

/** Code cache, V8's compiled form of a program, halves the time to the first line, but is for one platform; others reject it. */
function runsHere(target: BuildTarget): boolean {
  return target.platform === process.platform && target.arch === process.arch;
}
