import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { packageExecutable } from '../../executable/package-executable.ts';
import { buildBackendBundle } from '../build-backend-bundle.ts';
import { noticesFile } from '../build-plugin.ts';
import { rootFolder, workFolder } from '../build-paths.ts';
import type { BuildTarget } from '../build-targets.ts';
import { readBundledPackages } from '../packages/bundled-packages.ts';
import { isShipped } from './is-shipped.ts';
import { readSourceFolder } from './read-source-folder.ts';
import { thirdPartyNotices } from '../packages/third-party-notices.ts';

/** A plugin on the SDK that is not this one. */
export interface OtherPluginBuild {
  /** A folder with `main.ts`, `plugin.json` and, for the pages, `module.js`; below the checkout unless absolute. */
  readonly source: string;
  readonly targets: readonly BuildTarget[];
}

/**
 * Makes a plugin folder of what is in another folder than `src`, as Grafana loads it.
 * @returns the plugin folder, in `.build` under the name of its source, and its executables
 */
export async function buildOtherPlugin({
  source,
  targets,
}: OtherPluginBuild): Promise<{ readonly folder: string; readonly executables: readonly string[] }> {
  const from = path.resolve(rootFolder, source);
  const name = path.basename(from);
  const folder = path.join(workFolder, name);
  const { executable } = await readSourceFolder(from);
  await cp(from, folder, { recursive: true, filter: (file) => file === from || isShipped(file) });
  const program = { main: path.relative(rootFolder, path.join(from, 'main.ts')), threads: {} };
  const bundle = await buildBackendBundle({ program, folder: path.join(workFolder, `${name}-bundle`) });
  const packages = await readBundledPackages(bundle.sources);
  await writeFile(path.join(folder, noticesFile), await thirdPartyNotices(packages));
  const executables: string[] = [];
  for (const target of targets) {
    const { file } = await packageExecutable(bundle, target, { folder, executable });
    executables.push(file);
  }
  return { folder, executables };
}
