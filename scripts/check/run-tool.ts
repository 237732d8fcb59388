import { execFile } from 'node:child_process';
import path from 'node:path';

import { rootFolder } from '../build/build-paths.ts';

/**
 * Runs one of the project's own tools in a folder.
 * @returns its stdout, whatever its exit code: that says how much was found, not whether the tool ran.
 * @throws when it wrote nothing, with its stderr.
 */
export async function runTool(name: string, args: readonly string[], folder: string): Promise<string> {
  const program = path.join(rootFolder, 'node_modules/.bin', name);
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args], { cwd: folder, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      if (stdout === '') reject(new Error(`${name} wrote no result: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
