import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { BuildTarget } from '../../build/build-targets.ts';
import { readBundledLibraries, startFolder } from './bundled-libraries.ts';
import { embedLibraries } from './embed-libraries.ts';

/** Makes a Linux executable bring the shared libraries that the system it is started on may lack. The last step of a build. */
export async function bringLibraries(executable: string, arch: BuildTarget['arch']): Promise<void> {
  const [bytes, stub, libraries] = await Promise.all([
    readFile(executable),
    readFile(path.join(startFolder, `stub-${arch}.bin`)),
    readBundledLibraries(arch),
  ]);
  await writeFile(executable, embedLibraries(bytes, stub, libraries));
}
