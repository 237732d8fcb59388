import { describe, expect, it } from '@jest/globals';

import { findDebianMirror } from './debian-mirror.ts';

const paragraphs = `Types: deb
URIs: http://security.test/debian-security
Suites: bookworm-security
Components: main

# where the release comes from
Types: deb
URIs: http://mirror.test/debian/
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;

describe('findDebianMirror', () => {
  it.each<readonly [string, string, string | undefined]>([
    ['paragraphs', paragraphs, 'http://mirror.test/debian'],
    ['a line', 'deb http://mirror.test/debian bookworm main', 'http://mirror.test/debian'],
    [
      'a line with options',
      'deb [arch=amd64 signed-by=/k.gpg] https://mirror.test/debian bookworm main contrib',
      'https://mirror.test/debian',
    ],
    [
      'the second of two lines',
      'deb http://other.test/apt stable main\ndeb http://mirror.test/debian bookworm main',
      'http://mirror.test/debian',
    ],
    ['sources only', 'deb-src http://mirror.test/debian bookworm main', undefined],
    ['a line that is switched off', '# deb http://mirror.test/debian bookworm main', undefined],
    ['updates only', 'deb http://mirror.test/debian bookworm-updates main', undefined],
    ['nothing', '', undefined],
  ])('reads %s', (_, sources, mirror) => {
    expect(findDebianMirror(sources, 'bookworm')).toBe(mirror);
  });
});
