import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestPipe } from '../../../testing/support/test-pipe.ts';
import type { TestPipe } from '../../../testing/support/test-pipe.ts';
import { writeFully } from './write-fully.ts';

let pipe: TestPipe;

beforeEach(() => {
  pipe = createTestPipe();
});

afterEach(() => {
  pipe.close();
});

describe('writeFully', () => {
  it('writes it all', () => {
    expect(writeFully(pipe.writeDescriptor, 'grün\n')).toEqual({ outcome: 'written', writtenBytes: 6 });
    expect(pipe.read()).toBe('grün\n');
  });

  it('gives up on a reader that takes nothing, but not at once', () => {
    pipe.fill(0);
    const started = performance.now();
    expect(writeFully(pipe.writeDescriptor, 'line\n')).toEqual({ outcome: 'busy', writtenBytes: 0 });
    expect(performance.now() - started).toBeGreaterThan(100);
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
