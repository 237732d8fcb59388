/**
 * `npm run build [-- --target linux_amd64 | --pages]`: src/ to dist/, the plugin folder as Grafana loads it. With `--pages`,
 * everything but the executables, within a second.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { buildBackendBundle, type BackendBundle } from './build-backend-bundle.ts';
import { buildFrontend } from './build-frontend.ts';
import { distFolder, rootFolder } from './build-paths.ts';
import { executableName, selectTargets, type BuildTarget } from './build-targets.ts';
import { copyStaticFiles } from './copy-static-files.ts';
import { packageExecutable } from './package-executable.ts';

await main();

async function main(): Promise<void> {
  try {
    const { values } = parseArgs({
      options: { target: { type: 'string', multiple: true, default: [] }, pages: { type: 'boolean', default: false } },
    });
    const targets = values.pages ? [] : selectTargets(values.target);
    await buildFrontend();
    await copyStaticFiles(rootFolder, distFolder);
    await buildExecutables(targets);
  } catch (error) {
    process.stderr.write(`build failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function buildExecutables(targets: readonly BuildTarget[]): Promise<void> {
  if (targets.length === 0) return;
  const bundle = await buildBackendBundle();
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
