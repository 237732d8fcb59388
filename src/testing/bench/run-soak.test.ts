import { describe, expect, it } from '@jest/globals';
import { printSoak, type SoakMinute } from './run-soak.ts';

const mebibyte = 1024 * 1024;

function minutesOf(version: 1 | 2, mebibytes: readonly number[]): SoakMinute[] {
  return mebibytes.map((size, i) => ({
    version,
    minute: i + 1,
    queries: 10,
    p99Ms: 1,
    residentBytes: size * mebibyte,
  }));
}

describe('printSoak', () => {
  it('sets the end beside the fifth minute, for each version', () => {
    const text = printSoak([...minutesOf(1, [50, 90, 95, 98, 100, 105, 110]), ...minutesOf(2, [80, 80])]);
    expect(text.split('\n')).toEqual([
      'version 1: 70 small queries without an error in 7 minutes; memory 100.0 MiB at minute 5, 110.0 MiB at the end (1.10)',
      'version 2: 20 small queries without an error in 2 minutes; memory 80.0 MiB at minute 5, 80.0 MiB at the end (1.00)',
    ]);
  });
});
