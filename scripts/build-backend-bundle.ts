import path from 'node:path';

import { build } from 'esbuild';

import { rootFolder, workFolder } from './build-paths.ts';

/** Makes the backend one CommonJS file, the only form that needs no file system inside the executable, and answers its path. */
export async function buildBackendBundle(entry = path.join(rootFolder, 'src/backend/main.ts')): Promise<string> {
  const outfile = path.join(workFolder, 'backend.cjs');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node26',
    // Licences ask for their notices to go along.
    legalComments: 'eof',
    logLevel: 'warning',
  });
  return outfile;
}
