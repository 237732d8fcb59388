import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { describeError } from './describe-error.ts';

describe('describeError', () => {
  it('is the stack with those of the causes', () => {
    const text = describeError(new Error('outer', { cause: new TypeError('inner', { cause: 'root' }) }));
    expect(text).toMatch(/^Error: outer\n {4}at [^]*\ncaused by: TypeError: inner\n {4}at [^]*\ncaused by: root$/);
  });

  it('has the first errors of an AggregateError', () => {
    const errors = Array.from({ length: 9 }, (_, i) => new Error(`try ${i}`));
    const text = describeError(new AggregateError(errors, 'all failed'));
    expect(text).toContain('one of: Error: try 4');
    expect(text).not.toContain('try 5');
  });

  it('knows errors of other realms', () => {
    expect(describeError(runInNewContext(`new RangeError('elsewhere')`))).toMatch(/^RangeError: elsewhere\n/);
  });

  it('does with name and message where there is no stack', () => {
    expect(describeError(Object.assign(new Error('short'), { stack: undefined }))).toBe('Error: short');
    expect(describeError(Object.assign(new Error('short'), { stack: 42 }))).toBe('Error: short');
  });

  it('ends when causes go round', () => {
    const error = new Error('round');
    error.cause = error;
    expect(describeError(error).match(/Error: round/g)).toHaveLength(6);
  });

  it.each([
    ['a text', 'no error', 'no error'],
    ['nothing', undefined, 'undefined'],
    ['an object without prototype', Object.create(null), '[an error that cannot be read]'],
    ['an error that throws', throwing(), '[an error that cannot be read]'],
  ])('takes %s', (_, thrown, text) => {
    expect(describeError(thrown)).toBe(text);
  });
});

function throwing(): Error {
  return Object.defineProperty(new Error('hidden'), 'stack', {
    get() {
      throw new Error('no stack for you');
    },
  });
}
