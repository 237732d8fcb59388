import { describe, expect, it } from '@jest/globals';
import { readSystemLimits } from './system-limits.ts';

const limits = `Limit                     Soft Limit           Hard Limit           Units
Max address space         3221225472           unlimited            bytes
Max processes             20                   40                   processes
`;

describe('readSystemLimits', () => {
  it('reads the soft limits, and what is taken of the address space', () => {
    const files: Readonly<Record<string, string>> = { limits, status: 'VmPeak:\t 9 kB\nVmSize:\t 1048576 kB\n' };
    expect(readSystemLimits((file) => files[file] ?? '')).toEqual({ tasks: 20, freeAddressBytes: 2 * 1024 ** 3 });
  });

  it.each([
    ['there is none', limits.replaceAll(/\d{2,}/g, 'unlimited')],
    ['there is no /proc', ''],
  ])('is infinite where %s', (_, text) => {
    expect(readSystemLimits(() => text)).toEqual({ tasks: Infinity, freeAddressBytes: Infinity });
  });
});
