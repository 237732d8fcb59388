import { describe, expect, it } from '@jest/globals';

import { buildTargets, executableName, selectTargets } from './build-targets.ts';

describe('executableName', () => {
  it('is what Grafana looks for on each platform', () => {
    expect(buildTargets.map(executableName)).toEqual([
      'simple-json-plugin_linux_amd64',
      'simple-json-plugin_linux_arm64',
      'simple-json-plugin_darwin_amd64',
      'simple-json-plugin_darwin_arm64',
      'simple-json-plugin_windows_amd64.exe',
    ]);
  });
});

describe('selectTargets', () => {
  it('takes all when none is named', () => {
    expect(selectTargets([])).toEqual(buildTargets);
  });

  it('takes those that are named', () => {
    expect(selectTargets(['windows_amd64', 'linux_arm64']).map(({ name }) => name)).toEqual([
      'windows_amd64',
      'linux_arm64',
    ]);
  });

  it('names the targets there are when one is unknown', () => {
    expect(() => selectTargets(['linux_amd64', 'plan9_mips'])).toThrow(
      /--target expects one of linux_amd64, .*windows_amd64, but got "plan9_mips"/,
    );
  });
});
