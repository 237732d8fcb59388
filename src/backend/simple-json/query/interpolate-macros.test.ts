import { describe, expect, it } from '@jest/globals';
import { bareMark } from '../../../shared/parse-json-with-variables.ts';
import { FilledMacros, interpolateMacros, interpolateTarget } from './interpolate-macros.ts';

const values = {
  fromEpochMs: Date.parse('2024-05-01T06:07:08.009Z'),
  toEpochMs: Date.parse('2024-05-01T12:07:08.009Z'),
  intervalMs: 30_000,
};

describe('interpolateTarget', () => {
  it.each([
    ['a $__from b', 'a 1714543628009 b'],
    ['${__from}/${__to}', '1714543628009/1714565228009'],
    ['[[__from:date]]', '2024-05-01T06:07:08.009Z'],
    ['${__from:date:iso}', '2024-05-01T06:07:08.009Z'],
    ['${__to:date:seconds}', '1714565228'],
    ['${__from:date:YYYY-MM-DD HH:mm}', '2024-05-01 06:07'],
    ['$__interval $__interval_ms', '30s 30000'],
    ['$__range $__range_s $__range_ms', '21600s 21600 21600000'],
    ['$host ${region:regex} $__unknown', '$host ${region:regex} $__unknown'],
    ['${__from:date:[day] D}', 'day 1'],
    ['${__from ${__to [[__from [[__to]] $', '${__from ${__to [[__from 1714565228009 $'],
  ])('%s', (target, expected) => {
    expect(interpolateTarget(target, values)).toBe(expected);
  });
});

describe('a date format', () => {
  it('is limited, since reading one takes the square of its length', () => {
    expect(() => interpolateTarget(`\${__from:date:${'['.repeat(101)}}`, values)).toThrow(
      'expected a date format of at most 100 characters in ${__from:date:…} or ${__to:date:…}, got 101; shorten it',
    );
  });
});

describe('a text', () => {
  it('may be as long as one likes without macros, and has 4 MiB with some', () => {
    const long = '$a[['.repeat(1_100_000);
    expect(interpolateTarget(long, values)).toBe(long);
    expect(() => interpolateTarget(`${long}$__from`, values)).toThrow(
      'expected at most 4194304 characters in a text with macros such as $__from, got 4400007; shorten it',
    );
  });
});

describe('the macros of one request', () => {
  const filled = (): FilledMacros => new FilledMacros();

  it('are twenty thousand at most', () => {
    const shared = { ...values, filled: filled() };
    expect(interpolateTarget('$__from '.repeat(19_999), shared)).toHaveLength(14 * 19_999);
    expect(interpolateMacros({ a: '$__to' }, shared)).toEqual({ a: '1714565228009' });
    expect(() => interpolateTarget('$__to', shared)).toThrow(
      'expected at most 20000 macros such as $__from in the queries of one request, got more; write fewer',
    );
    expect(interpolateTarget('$host', shared)).toBe('$host');
  });

  it('are 500 different ones at most, each as often as one likes', () => {
    const shared = { ...values, filled: filled() };
    const dates = Array.from({ length: 500 }, (_, i) => `\${__from:date:[d${String(i)}]}`).join('');
    expect(interpolateTarget(dates.repeat(3), shared)).toMatch(/^d0d1.*d499$/);
    expect(() => interpolateTarget('${__to:date:[d1]}', shared)).toThrow(
      'expected at most 500 different macros such as',
    );
  });
});

describe('interpolateMacros', () => {
  it('makes a number of a macro without quotes, and parses nothing else that stands behind its mark', () => {
    const nested = `${bareMark}${'['.repeat(1000)}${']'.repeat(1000)}`;
    const payload = { every: `${bareMark}$__interval_ms`, list: `${bareMark}[1,2]`, nested };
    expect(interpolateMacros(payload, values)).toEqual({ every: 30_000, list: '[1,2]', nested: nested.slice(1) });
  });

  it('works on the tree, and makes a number of what is nothing but one', () => {
    const payload = { every: '$__interval_ms', since: '$__from', list: ['x${__interval}', 5, null, true], $__from: 1 };
    expect(interpolateMacros(payload, values)).toEqual({
      every: 30_000,
      since: '1714543628009',
      list: ['x30s', 5, null, true],
      $__from: 1,
    });
  });
});
