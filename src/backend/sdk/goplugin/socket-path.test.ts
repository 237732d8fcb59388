import { dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createSocketPath } from './socket-path.ts';

describe('createSocketPath', () => {
  it('is a new name each time', () => {
    const paths = Array.from({ length: 100 }, () => createSocketPath({ directory: '/tmp', platform: 'linux' }));
    expect(new Set(paths).size).toBe(100);
    for (const path of paths) expect(path).toMatch(/^\/tmp\/plugin[0-9a-f]{12}$/);
  });

  // "/plugin" and twelve digits
  it.each([
    ['linux', 107 - 19],
    ['darwin', 103 - 19],
    ['freebsd', 103 - 19],
  ] as const)('has room on %s for a directory of %i bytes', (platform, longest) => {
    const directory = `/${'d'.repeat(longest - 1)}`;
    expect(dirname(createSocketPath({ directory, platform }) ?? '')).toBe(directory);
    expect(createSocketPath({ directory: `${directory}d`, platform })).toBeUndefined();
  });

  it('counts bytes, not characters', () => {
    expect(createSocketPath({ directory: `/${'ü'.repeat(44)}`, platform: 'linux' })).toBeUndefined();
  });
});
