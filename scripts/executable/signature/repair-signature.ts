import { readFile, writeFile } from 'node:fs/promises';

import type { BuildTarget } from '../../build/build-targets.ts';
import { signMachO } from './sign-mach-o.ts';
import { unsignPe } from './unsign-pe.ts';

/** Does what each platform needs after the injection broke the signature that Node.js came with; Linux has none. */
export async function repairSignature(executable: string, target: BuildTarget): Promise<void> {
  if (target.platform === 'darwin') {
    await writeFile(executable, signMachO(await readFile(executable), 'simple-json-plugin'));
  } else if (target.platform === 'win32') {
    const file = await readFile(executable);
    unsignPe(file);
    await writeFile(executable, file);
  }
}
