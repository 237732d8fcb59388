import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { BuildTarget } from '../build/build-targets.ts';

const run = promisify(execFile);

/** Commands that can strip an ELF file of the architecture, the surest first; GNU strip knows only the machine's own. */
const stripCommands = {
  x64: ['x86_64-linux-gnu-strip', 'llvm-strip', 'strip'],
  arm64: ['aarch64-linux-gnu-strip', 'llvm-strip', 'strip'],
};

/**
 * Writes a copy of a Linux Node.js without symbols. Must run before the injection: strip drops what no section describes.
 * @returns whether a command here can do it; where none can, nothing is written.
 */
export async function stripBinary(target: BuildTarget, source: string, output: string): Promise<boolean> {
  for (const command of stripCommands[target.arch]) {
    const done = await run(command, ['--strip-all', '-o', output, source]).then(
      () => true,
      () => false,
    );
    if (done) {
      return true;
    }
  }
  return false;
}
