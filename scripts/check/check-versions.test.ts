import { describe, expect, it } from '@jest/globals';

import { findVersionDisagreements, type VersionFiles } from './check-versions.ts';

const agreeing: VersionFiles = {
  packageJson: '{ "version": "2.1.0" }',
  packageLockJson: '{ "version": "2.1.0" }',
  pluginJson: '{ "info": { "version": "2.1.0", "updated": "2027-01-31" } }',
  changelog: '# Changelog\n\n## 2.1.0 - 2027-01-31\n\nText.\n\n## 2.0.0 - 2026-11-21\n',
};

describe('findVersionDisagreements', () => {
  it('finds nothing where all files agree', () => {
    expect(findVersionDisagreements(agreeing)).toEqual([]);
  });

  it.each<readonly [string, Partial<VersionFiles>, string]>([
    [
      'package.json',
      { packageJson: '{ "version": "2.0.0" }' },
      'package.json: version: expected "2.1.0" … got "2.0.0"',
    ],
    [
      'package-lock.json',
      { packageLockJson: '{ "version": "2.0.0" }' },
      'package-lock.json: version: expected "2.1.0" … got "2.0.0"',
    ],
    [
      "plugin.json's version",
      { pluginJson: '{ "info": { "version": "2.0.0", "updated": "2027-01-31" } }' },
      'src/plugin.json: info.version: expected "2.1.0" … got "2.0.0"',
    ],
    [
      "plugin.json's date",
      { pluginJson: '{ "info": { "version": "2.1.0", "updated": "2026-11-21" } }' },
      'src/plugin.json: info.updated: expected "2027-01-31" … got "2026-11-21"',
    ],
    ['a missing version', { packageJson: '{}' }, 'package.json: version: expected "2.1.0" … got none'],
  ])('names %s', (_, change, expected) => {
    const found = findVersionDisagreements({ ...agreeing, ...change });
    expect(found).toEqual([expected.replace('…', "as in CHANGELOG.md's newest heading,")]);
  });

  it.each([
    ['## Unreleased\n\n## 2.1.0 - 2027-01-31\n', '"## Unreleased"'],
    ['## 2.1.0\n', '"## 2.1.0"'],
    ['# Changelog\n', '"none"'],
  ])('refuses %j as a changelog', (changelog, got) => {
    expect(findVersionDisagreements({ ...agreeing, changelog })).toEqual([
      `CHANGELOG.md: expected "## 1.2.3 - 2001-12-31" as its newest heading, got ${got}`,
    ]);
  });

  it('names all disagreements at once', () => {
    const changelog = '## 3.0.0 - 2030-01-01\n';
    expect(findVersionDisagreements({ ...agreeing, changelog })).toHaveLength(4);
  });
});
