import { describe, expect, it } from '@jest/globals';
import { usableVersions } from './negotiated-versions.ts';

describe('usableVersions', () => {
  it.each([
    ['5.x names none', undefined, undefined, undefined],
    ['6.0 to 6.4', [1], undefined, [1]],
    ['6.5 to 6.7 offer another 2', [1, 2], undefined, [1]],
    ['6.7 in the other order', [2, 1], undefined, [1]],
    ['7.x', [2, 1], '7.5.5', [2, 1]],
    ['7.0 beta', [1, 2], '7.0.0-beta1', [1, 2]],
    ['with a v', [1, 2], 'v7.1.0', [1, 2]],
    ['home-built 7.x', [1, 2], '', [1, 2]],
    ['home-built 7.x with a name', [1, 2], 'main', [1, 2]],
    ['8.x to 13', [2], '13.0.1', [2]],
    ['8.x whose variable is lost', [2], undefined, [2]],
    ['6.7 with a variable set by hand', [1, 2], '6.7.6', [1]],
    ['6.7 with a short one', [1, 2], ' 6 ', [1]],
    ['10 is not 1', [1, 2], '10.4.2', [1, 2]],
    ['a host of the future', [1, 2, 3], '20.0.0', [1, 2, 3]],
  ])('%s', (_, offered, grafanaVersion, expected) => {
    expect(usableVersions(offered, grafanaVersion)).toEqual(expected);
  });
});
