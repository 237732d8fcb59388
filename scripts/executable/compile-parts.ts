/**
 * Writes V8's code cache of programs, as a process of its own: hashes in it come from the random seed that the process was started with.
 * The arguments are files by name as JSON, and the folder to write into.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';

import { codeCacheSuffix } from '../../src/backend/sdk/process/parts/part-loader.ts';

const [, , programs = '{}', folder = ''] = process.argv;

for (const [filename, file] of Object.entries(JSON.parse(programs) as Record<string, string>)) {
  const script = new Script(readFileSync(file, 'latin1'), { filename });
  writeFileSync(path.join(folder, filename + codeCacheSuffix), script.createCachedData());
}
