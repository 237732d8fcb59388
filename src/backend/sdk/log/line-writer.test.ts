import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestPipe } from '../../../testing/support/test-pipe.ts';
import type { TestPipe } from '../../../testing/support/test-pipe.ts';
import { createLineWriter } from './line-writer.ts';

let pipe: TestPipe;
let broken: PromiseWithResolvers<undefined>;
let brokenCount: number;
let write: (line: string) => void;

beforeEach(() => {
  pipe = createTestPipe();
  write = createWriter(pipe.writeDescriptor);
});

afterEach(() => {
  pipe.close();
});

function createWriter(descriptor: number): (line: string) => void {
  brokenCount = 0;
  broken = Promise.withResolvers();
  return createLineWriter({
    descriptor,
    onBroken: () => {
      brokenCount += 1;
      broken.resolve(undefined);
    },
    toDroppedLine: (count) => `${String(count)} dropped\n`,
  });
}

/** What comes out of the pipe until it ends in this text. */
async function readUntil(end: string): Promise<string> {
  let text = '';
  while (!text.endsWith(end)) {
    text += pipe.read();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return text;
}

describe('createLineWriter for a pipe', () => {
  it('has written a line when it returns, if there is room', () => {
    write('one\n');
    write('two\n');
    expect(pipe.read()).toBe('one\ntwo\n');
    expect(brokenCount).toBe(0);
  });

  it('does not wait for a reader that takes nothing, and loses nothing of what is little', async () => {
    pipe.fill(0);
    write('kept\n');
    write('kept too\n');
    expect(pipe.read()).toMatch(/^\.+$/);
    expect(await readUntil('kept too\n')).toBe('kept\nkept too\n');
  });

  it('keeps a line whole that the pipe took in part', async () => {
    const long = `${'x'.repeat(20_000)}\n`;
    pipe.fill(4096);
    write(long);
    write('next\n');
    expect((await readUntil('next\n')).replace(/^\.+/, '')).toBe(`${long}next\n`);
  });

  it('drops what is too much, and says how many lines that were', async () => {
    pipe.fill(0);
    const line = `${'x'.repeat(1023)}\n`;
    for (let i = 0; i < 1500; i++) write(line);
    const text = await readUntil('dropped\n');
    const kept = text.split('\n').filter((part) => part.endsWith('x')).length;
    const dropped = Number(/(\d+) dropped\n$/.exec(text)?.[1]);
    expect(dropped).toBeGreaterThan(0);
    expect(kept + dropped).toBe(1500);
    write('again\n');
    expect(await readUntil('again\n')).toBe('again\n');
  });

  it('says once that nobody reads any more', async () => {
    pipe.closeReader();
    write('one\n');
    await broken.promise;
    write('two\n');
    expect(brokenCount).toBe(1);
  });
});

describe('createLineWriter for a file', () => {
  it('writes lines', () => {
    const directory = mkdtempSync(join(tmpdir(), 'log'));
    const descriptor = openSync(join(directory, 'log'), 'w');
    createWriter(descriptor)('one\n');
    closeSync(descriptor);
    expect(readFileSync(join(directory, 'log'), 'utf8')).toBe('one\n');
    rmSync(directory, { recursive: true });
  });

  it('says once that there is no such descriptor', () => {
    const writeNowhere = createWriter(999_999);
    writeNowhere('one\n');
    writeNowhere('two\n');
    expect(brokenCount).toBe(1);
  });

  it('drops what a full disk does not take, and is not broken', () => {
    const full = openSync('/dev/full', 'w');
    const writeToFull = createWriter(full);
    writeToFull('one\n');
    writeToFull('two\n');
    closeSync(full);
    expect(brokenCount).toBe(0);
    const directory = mkdtempSync(join(tmpdir(), 'line-writer-'));
    // The same descriptor is a file with room now: the lowest that is free, after others that may have become so.
    const files: number[] = [];
    while (files.at(-1) !== full && files.length < 100) files.push(openSync(join(directory, 'log'), 'w'));
    writeToFull('three\n');
    writeToFull('four\n');
    for (const file of files) closeSync(file);
    expect(readFileSync(join(directory, 'log'), 'utf8')).toBe('2 dropped\nthree\nfour\n');
    rmSync(directory, { recursive: true });
  });
});
