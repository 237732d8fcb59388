/**
 * `node scripts/test/wine-chroot.ts [PROGRAM.exe]`: makes a folder with Debian 13 and its Wine 10, once, and prints the path of a command that
 * runs the Windows program in it, fit to be started by Grafana or any other host. Debian 12's Wine 8 ends inside V8.
 *
 * Needs root, debootstrap (or apt-get to fetch it) and the machine's own Debian mirror; two minutes and 2 GB.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { errorMessage } from '../../src/backend/sdk/builtins/error-message.ts';
import { distFolder, workFolder } from '../build/build-paths.ts';
import { selectTargets } from '../build/build-targets.ts';
import { enterChroot, provideDebianRoot } from './debian-root.ts';
import { findNodeBinary } from '../executable/node-binaries.ts';

const [runInWine, relay] = ['run-in-wine.sh', 'relay-stdio.ts'].map((name) => path.join(import.meta.dirname, name)) as [
  string,
  string,
];

/** Without a graphics driver Wine looks for no display. The registry is written when Wine's server ends. */
const prepareWine = String.raw`
  export WINEPREFIX=/var/lib/wine WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
  /usr/lib/wine/wine64 reg add 'HKCU\Software\Wine\Drivers' /v Graphics /d null /f
  /usr/lib/wine/wineserver64 --wait
  grep -q 'Cryptography' /var/lib/wine/system.reg
`;

await main();

async function main(): Promise<void> {
  try {
    const program = path.resolve(process.argv[2] ?? path.join(distFolder, 'simple-json-plugin_windows_amd64.exe'));
    const chroot = provideDebianRoot({ name: 'wine', packages: ['wine64'], prepare: prepareWine });
    process.stdout.write(`${writeLauncher(program, await createCommand(chroot, program))}\n`);
  } catch (error) {
    process.stderr.write(`wine-chroot failed: ${errorMessage(error)}\n`);
    process.exitCode = 1;
  }
}

async function createCommand(chroot: string, program: string): Promise<readonly string[]> {
  const [windows] = selectTargets(['windows_amd64']);
  if (windows === undefined) throw new Error('expected windows_amd64 to be a target');
  const { file: node } = await findNodeBinary(windows);
  const folders = [node, relay, program].map((file) => path.dirname(file));
  return [enterChroot, chroot, folders.join(':'), runInWine, node, relay, program];
}

/** A command without arguments, which is all that a plugin.json can name. */
function writeLauncher(program: string, command: readonly string[]): string {
  const file = path.join(workFolder, 'wine', path.basename(program, '.exe'));
  mkdirSync(path.dirname(file), { recursive: true });
  const words = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  writeFileSync(file, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  return file;
}
