import { describe, expect, it } from '@jest/globals';

import { findNodeDisagreements, type NodeVersionFiles } from './check-node-version.ts';

const agreeing: NodeVersionFiles = {
  packageJson: '{ "engines": { "node": ">=20" } }',
  readme: 'With Node.js 20\nor later and npm:\n',
  contributing: 'Node.js 20 or later',
  nvmrc: '24\n',
};

describe('findNodeDisagreements', () => {
  it('finds nothing where all files agree', () => {
    expect(findNodeDisagreements(agreeing)).toEqual([]);
  });

  it.each<readonly [string, Partial<NodeVersionFiles>, string]>([
    ['the readme', { readme: 'With Node.js 22 or later' }, 'README.md: expected to read "Node.js 20 or later" …'],
    ['contributing', { contributing: 'Node.js 20' }, 'CONTRIBUTING.md: expected to read "Node.js 20 or later" …'],
    ['an .nvmrc that is too old', { nvmrc: '18\n' }, '.nvmrc: expected 20 or later …, got "18"'],
    ['an .nvmrc that names no version', { nvmrc: 'lts/*\n' }, '.nvmrc: expected 20 or later …, got "lts/*"'],
  ])('names %s', (_, change, expected) => {
    expect(findNodeDisagreements({ ...agreeing, ...change })).toEqual([
      expected.replace('…', "as in package.json's engines"),
    ]);
  });

  it.each([
    ['{}', 'none'],
    ['{ "engines": { "node": "^20 || ^22" } }', '^20 || ^22'],
  ])('refuses %s as package.json', (packageJson, got) => {
    expect(findNodeDisagreements({ ...agreeing, packageJson })).toEqual([
      `package.json: expected engines.node to be like ">=20", got "${got}"`,
    ]);
  });
});
