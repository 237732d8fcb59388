import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestPipe } from '../../testing/support/test-pipe.ts';
import type { TestPipe } from '../../testing/support/test-pipe.ts';
import { createLineWriter } from './line-writer.ts';

let pipe: TestPipe;
let brokenCount: number;
let write: (line: string) => void;

beforeEach(() => {
  pipe = createTestPipe();
  brokenCount = 0;
  write = createLineWriter({
    descriptor: pipe.writeDescriptor,
    onBroken: () => {
      brokenCount += 1;
    },
  });
});

afterEach(() => {
  pipe.close();
});

describe('createLineWriter', () => {
  it('writes lines', () => {
    write('one\n');
    write('two\n');
    expect(pipe.read()).toBe('one\ntwo\n');
    expect(brokenCount).toBe(0);
  });

  it('drops what a full pipe does not take and goes on when it does', () => {
    pipe.fill(0);
    write('lost\n');
    expect(pipe.read()).not.toContain('lost');
    write('kept\n');
    expect(pipe.read()).toBe('kept\n');
    expect(brokenCount).toBe(0);
  });

  it('ends a line that was taken in part', () => {
    pipe.fill(4096);
    write(`${'x'.repeat(20_000)}\n`);
    pipe.read();
    write('whole\n');
    write('next\n');
    expect(pipe.read()).toBe('\nwhole\nnext\n');
  });

  it('says once that nobody reads any more', () => {
    pipe.closeReader();
    write('one\n');
    write('two\n');
    expect(brokenCount).toBe(1);
  });
});
