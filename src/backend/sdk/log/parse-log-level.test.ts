import { describe, expect, it } from '@jest/globals';
import { parseLogLevel } from './parse-log-level.ts';

describe('parseLogLevel', () => {
  it.each([
    ['trace', 'trace'],
    ['debug', 'debug'],
    ['info', 'info'],
    ['warn', 'warn'],
    ['error', 'error'],
    [' DEBUG\n', 'debug'],
    ['warning', 'info'],
    ['off', 'info'],
    ['', 'info'],
    [undefined, 'info'],
  ])('%j is %s', (text, level) => {
    expect(parseLogLevel(text)).toBe(level);
  });
});
