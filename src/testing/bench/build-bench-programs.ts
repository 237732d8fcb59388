import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);

export interface BenchPrograms {
  readonly host: string;
  readonly sdkPlugin: string;
  /** A script for this Node. */
  readonly floorPlugin: string;
  /** As `go version` says. */
  readonly goVersion: string;
}

/**
 * Builds into a folder what the bench itself is made of.
 * @throws with the compiler's words; or when there is no Go.
 */
export async function buildBenchPrograms(folder: string): Promise<BenchPrograms> {
  const { stdout: goVersion } = await run('go', ['version']).catch((error: unknown) => {
    throw new Error('the bench needs Go on the PATH for its host; see go.mod for the version', { cause: error });
  });
  const sources = import.meta.dirname;
  // -s -w as released plugins are built: names and debug information are not part of what is compared.
  await run('go', ['build', '-ldflags=-s -w', '-o', `${folder}${path.sep}`, './host', './sdk-plugin'], {
    cwd: sources,
  });
  const floorPlugin = path.join(folder, 'floor-plugin.cjs');
  await build({
    entryPoints: [path.join(sources, 'floor-plugin.ts')],
    outfile: floorPlugin,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  return {
    host: path.join(folder, 'host'),
    sdkPlugin: path.join(folder, 'sdk-plugin'),
    floorPlugin,
    goVersion: goVersion.trim(),
  };
}
