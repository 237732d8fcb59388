import { describe, expect, it } from '@jest/globals';

import { calledAs } from './called-as.ts';

describe('calledAs', () => {
  it.each([
    ['./simple-json-plugin_linux_amd64', './simple-json-plugin_linux_amd64'],
    ['/opt/x/simple-json-plugin_linux_amd64', '/opt/x/simple-json-plugin_linux_amd64'],
    ['simple-json', 'simple-json'],
    ['C:\\My plugins\\simple-json-plugin_windows_amd64.exe', '"C:\\My plugins\\simple-json-plugin_windows_amd64.exe"'],
    ['/usr/bin/node', 'simple-json-plugin'],
    ['node.exe', 'simple-json-plugin'],
    ['', 'simple-json-plugin'],
  ])('repeats %j', (argv0, name) => {
    expect(calledAs(argv0)).toBe(name);
  });
});
