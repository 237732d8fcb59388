/**
 * `npm run check:stub [-- --write]`: compiles scripts/executable/linux/start/stub.c for both processors and says whether the two blobs beside it are what
 * the source gives, or, with `--write`, writes them. The compiler is one exact Zig from PyPI, checked by hash: it makes the same
 * bytes on every machine, which no distribution's gcc does over time. Needs pip and 100 MB, once; building needs neither.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { rootFolder, workFolder } from '../../build/build-paths.ts';
import { startFolder } from './bundled-libraries.ts';

const zigVersion = '0.17.1';
/** Of PyPI's wheel for Linux on x64. */
const zigHash = 'sha256:ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54';

const processors = { x64: 'x86_64', arm64: 'aarch64' };

const compilerOptions = [
  '-std=c11',
  '-Os',
  ...['-Wall', '-Wextra', '-Werror', '-Wno-unused-function'],
  // Nothing is there but the code itself: no library, no relocation, no stack canary, no saved vector registers.
  ...[
    '-ffreestanding',
    '-fPIE',
    '-fno-builtin',
    '-fno-jump-tables',
    '-fno-stack-protector',
    '-mgeneral-regs-only',
    '-fno-sanitize=all',
  ],
  ...['-fomit-frame-pointer', '-fno-unwind-tables', '-fno-asynchronous-unwind-tables'],
];

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const zig = findZig();
for (const [arch, processor] of Object.entries(processors)) {
  const file = path.join(startFolder, `stub-${arch}.bin`);
  const compiled = compile(zig, processor);
  if (values.write) writeFileSync(file, compiled);
  else if (!compiled.equals(readFileSync(file))) {
    process.exitCode = 1;
    process.stderr.write(
      `${path.relative(rootFolder, file)} is not what stub.c gives; run "npm run check:stub -- --write", commit\n`,
    );
  }
}
if (process.exitCode === undefined)
  process.stdout.write(`stub.c, by Zig ${zigVersion}: ${values.write ? 'compiled' : 'both blobs are up to date'}\n`);

function compile(command: string, processor: string): Buffer {
  const folder = mkdtempSync(path.join(workFolder, 'stub-'));
  try {
    const [object, blob] = [path.join(folder, 'stub.o'), path.join(folder, 'stub.bin')];
    // Relative names, since the compiler may write them into its output.
    run(command, ['cc', '-target', `${processor}-linux-none`, ...compilerOptions, '-c', '-o', object, 'stub.c']);
    run(command, ['ld.lld', '-T', 'stub.ld', '--oformat=binary', '-o', blob, object]);
    return readFileSync(blob);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command: string, argv: readonly string[]): void {
  const cache = {
    ZIG_GLOBAL_CACHE_DIR: path.join(workFolder, 'zig-cache'),
    ZIG_LOCAL_CACHE_DIR: path.join(workFolder, 'zig-cache'),
  };
  execFileSync(command, argv, {
    cwd: startFolder,
    env: { ...process.env, ...cache },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** Appears under its name only when it is complete. */
function findZig(): string {
  const folder = path.join(workFolder, `zig-${zigVersion}`);
  const command = path.join(folder, 'ziglang/zig');
  if (existsSync(command)) return command;
  mkdirSync(workFolder, { recursive: true });
  const partial = mkdtempSync(`${folder}.`);
  try {
    const requirements = path.join(partial, 'requirements.txt');
    writeFileSync(requirements, `ziglang==${zigVersion} --hash=${zigHash}\n`);
    const options = [
      '--no-deps',
      '--only-binary=:all:',
      '--platform=manylinux2010_x86_64',
      '--require-hashes',
      '--quiet',
    ];
    run('python3', ['-m', 'pip', 'download', ...options, '-r', requirements, '-d', partial]);
    const [wheel = ''] = globSync('*.whl', { cwd: partial });
    run('python3', ['-m', 'zipfile', '-e', path.join(partial, wheel), path.join(partial, 'zig')]);
    renameSync(path.join(partial, 'zig'), folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  chmodSync(command, 0o755);
  return command;
}
