import { rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { buildBackendBundle, type BackendBundle } from './build-backend-bundle.ts';
import { buildFrontend } from './build-frontend.ts';
import { distFolder, rootFolder } from './build-paths.ts';
import { executableName, type BuildTarget } from './build-targets.ts';
import { readBundledPackages } from './packages/bundled-packages.ts';
import { copyStaticFiles, renamePlugin } from './copy-static-files.ts';
import { linkRepository } from './repository-link.ts';
import { packageExecutable } from '../executable/package-executable.ts';
import { thirdPartyNotices } from './packages/third-party-notices.ts';

/** What is to be built. */
export interface PluginBuild {
  readonly id: string;
  /** The address of the source, for whoever publishes a release. */
  readonly repository?: string | undefined;
  /** None for the pages alone. */
  readonly targets: readonly BuildTarget[];
}

/** The file in the plugin folder with the licences of what is not ours. */
export const noticesFile = 'THIRD-PARTY-NOTICES.txt';

/** What Grafana's signing tool writes; a plugin folder that changes afterwards is refused. */
export const signatureFile = 'MANIFEST.txt';

/** Makes `dist/`. */
export async function buildPlugin({ id, repository, targets }: PluginBuild): Promise<void> {
  await rm(path.join(distFolder, signatureFile), { force: true });
  const pageSources = await buildFrontend();
  await copyStaticFiles(rootFolder, distFolder);
  await renamePlugin(distFolder, id);
  if (repository !== undefined) await linkRepository(distFolder, repository);
  if (targets.length === 0) return;
  const bundle = await buildBackendBundle({ id });
  const packages = await readBundledPackages([...bundle.sources, ...pageSources]);
  await writeFile(path.join(distFolder, noticesFile), await thirdPartyNotices(packages));
  for (const target of targets) {
    await buildExecutable(bundle, target);
  }
}

async function buildExecutable(bundle: BackendBundle, target: BuildTarget): Promise<void> {
  const start = performance.now();
  process.stdout.write(`Packaging ${executableName(target)} …\n`);
  const { file, remarks } = await packageExecutable(bundle, target);
  const { size } = await stat(file);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const line = `${path.basename(file)}  ${(size / 1e6).toFixed(1)} MB  ${seconds} s`;
  process.stdout.write(`${[line, ...remarks].join('\n  ')}\n`);
}
