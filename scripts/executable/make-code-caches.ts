import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { codeCacheSuffix } from '../../src/backend/sdk/process/parts/part-loader.ts';

const run = promisify(execFile);

/** Programs by the names of assets, each with the file it is in. */
export type AssetFiles = Readonly<Record<string, string>>;

/** V8's compiled form of each program, for an executable whose Node.js is this one, as assets in a folder. */
export async function makeCodeCaches(programs: AssetFiles, folder: string): Promise<AssetFiles> {
  const names = Object.keys(programs).map((name) => name + codeCacheSuffix);
  const script = path.join(import.meta.dirname, 'compile-parts.ts');
  // Two builds of one commit give the same bytes; see run-pkg.
  await run(process.execPath, ['--random-seed=1', script, JSON.stringify(programs), folder]);
  return Object.fromEntries(names.map((name) => [name, path.join(folder, name)]));
}
