import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createTestPipe } from '../../../testing/support/test-pipe.ts';
import type { TestPipe } from '../../../testing/support/test-pipe.ts';
import { writeFully } from './write-fully.ts';

let pipe: TestPipe;

beforeEach(() => {
  pipe = createTestPipe();
});

afterEach(() => {
  jest.restoreAllMocks();
  pipe.close();
});

describe('writeFully', () => {
  it('writes it all', () => {
    expect(writeFully(pipe.writeDescriptor, 'grün\n')).toEqual({ outcome: 'written', writtenBytes: 6 });
    expect(pipe.read()).toBe('grün\n');
  });

  it('gives up on a reader that takes nothing, but not at once', () => {
    pipe.fill(0);
    const times = [1000, 1001, 1100, 1199, 1200];
    jest.spyOn(performance, 'now').mockImplementation(() => times.shift() ?? Infinity);
    expect(writeFully(pipe.writeDescriptor, 'line\n')).toEqual({ outcome: 'busy', writtenBytes: 0 });
    expect(times).toEqual([]);
  });

  it('says how much a reader took', () => {
    const free = 4096;
    pipe.fill(free);
    const { outcome, writtenBytes } = writeFully(pipe.writeDescriptor, 'x'.repeat(20_000));
    expect(outcome).toBe('busy');
    expect(writtenBytes).toBe(free);
  });

  it('does not throw when there is no reader', () => {
    pipe.closeReader();
    expect(writeFully(pipe.writeDescriptor, 'line\n')).toEqual({ outcome: 'broken', writtenBytes: 0 });
  });

  it('does not throw when there is no such descriptor', () => {
    expect(writeFully(999_999, 'line\n')).toEqual({ outcome: 'broken', writtenBytes: 0 });
  });
});
