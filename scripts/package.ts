/**
 * `npm run package [-- --id yourorg-simplejson-datasource | --built]`: builds the plugin and puts what a release is made of into
 * release/: an archive per platform and one with all, SHA256SUMS, the licences of others and the bill of materials. With `--built`, of
 * the dist/ that is there, built for every platform and maybe signed.
 */
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { errorMessage } from '../src/backend/sdk/builtins/error-message.ts';
import { buildBackendBundle } from './build/build-backend-bundle.ts';
import { buildFrontend } from './build/build-frontend.ts';
import { billOfMaterials } from './build/packages/bill-of-materials.ts';
import { distFolder, rootFolder, workFolder } from './build/build-paths.ts';
import { buildPlugin, noticesFile, signatureFile } from './build/build-plugin.ts';
import { buildTargets, executableName } from './build/build-targets.ts';
import { readBundledPackages, type BundledPackage } from './build/packages/bundled-packages.ts';
import { parsePluginId } from './build/plugin-id.ts';
import { parseRepository } from './build/repository-link.ts';
import { readZipEntry, writeZip, type ZipEntry } from './build/write-zip.ts';

const releaseFolder = path.join(rootFolder, 'release');
const executables = buildTargets.map(executableName);

await main();

async function main(): Promise<void> {
  try {
    const { values } = parseArgs({
      options: { id: { type: 'string' }, repository: { type: 'string' }, built: { type: 'boolean', default: false } },
    });
    if (values.built && (values.id ?? values.repository) !== undefined) {
      throw new Error('--built takes dist/ as it was built; expected neither --id nor --repository beside it');
    }
    if (!values.built) {
      // An earlier build may have left other files there.
      await rm(distFolder, { recursive: true, force: true });
      const repository = parseRepository(values.repository);
      await buildPlugin({ id: parsePluginId(values.id), repository, targets: buildTargets });
    }
    await makeRelease();
  } catch (error) {
    process.stderr.write(`package failed: ${errorMessage(error)}\n`);
    process.exitCode = 1;
  }
}

async function makeRelease(): Promise<void> {
  const files = globSync('**/*', { cwd: distFolder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(distFolder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
  const missing = ['plugin.json', noticesFile, ...executables].filter((name) => !files.includes(name));
  if (missing.length > 0) throw new Error(`dist/ lacks ${missing.join(', ')}; run "npm run package" without --built`);
  const { id, info } = JSON.parse(await readFile(path.join(distFolder, 'plugin.json'), 'utf8')) as Manifest;
  await rm(releaseFolder, { recursive: true, force: true });
  await mkdir(releaseFolder);
  const name = `${id}-${info.version}`;
  const entries = await compress(files, id);
  const isSigned = files.includes(signatureFile);
  if (isSigned)
    process.stdout.write(`${signatureFile} is of all files together: one archive with all platforms only\n`);
  for (const archive of [{ suffix: '', executable: undefined }, ...(isSigned ? [] : perPlatform())]) {
    const others = executables.filter((one) => archive.executable !== undefined && one !== archive.executable);
    const chosen = entries.filter((entry) => !others.includes(path.posix.basename(entry.name)));
    await put(`${name}${archive.suffix}.zip`, (file) => writeZip(file, chosen));
  }
  await put(noticesFile, async (file) => writeFile(file, await readFile(path.join(distFolder, noticesFile))));
  const packages = await bundledPackages();
  const bill = await billOfMaterials({ id, version: info.version, packages, executables: await hashes() });
  await put(`${name}.cdx.json`, (file) => writeFile(file, `${JSON.stringify(bill, null, 2)}\n`));
  await put('SHA256SUMS', writeSums);
}

interface Manifest {
  readonly id: string;
  readonly info: { readonly version: string };
}

function perPlatform(): readonly { readonly suffix: string; readonly executable: string }[] {
  return buildTargets.map((target) => ({ suffix: `.${target.name}`, executable: executableName(target) }));
}

async function compress(files: readonly string[], id: string): Promise<readonly ZipEntry[]> {
  const start = performance.now();
  process.stdout.write(`Compressing ${files.length} files …\n`);
  const entries = await Promise.all(files.map((file) => readZipEntry(path.join(distFolder, file), `${id}/${file}`)));
  process.stdout.write(`Compressed in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return entries;
}

/** Writes a file of the release and prints its name and size. */
async function put(name: string, write: (file: string) => Promise<void>): Promise<void> {
  const file = path.join(releaseFolder, name);
  await write(file);
  process.stdout.write(`${name}  ${((await stat(file)).size / 1e6).toFixed(2)} MB\n`);
}

/** Bundles again, into another folder, to find out which packages are in the bundles; this takes a second. */
async function bundledPackages(): Promise<readonly BundledPackage[]> {
  await mkdir(workFolder, { recursive: true });
  const folder = await mkdtemp(path.join(workFolder, 'bill-'));
  try {
    const { sources } = await buildBackendBundle({ folder });
    return await readBundledPackages([...sources, ...(await buildFrontend(folder))]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function hashes(): Promise<readonly { readonly name: string; readonly sha256: string }[]> {
  return Promise.all(executables.map(async (name) => ({ name, sha256: await sha256(path.join(distFolder, name)) })));
}

async function writeSums(sums: string): Promise<void> {
  const names = globSync('*', { cwd: releaseFolder, exclude: ['SHA256SUMS'] }).sort();
  const lines = await Promise.all(
    names.map(async (name) => `${await sha256(path.join(releaseFolder, name))}  ${name}\n`),
  );
  await writeFile(sums, lines.join(''));
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
