/** Links within README, docs/ and the prose of the checkout lead somewhere. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { rootFolder } from '../../../scripts/build/build-paths.ts';
import { readDocumentedPages } from './documented-pages.ts';

const others = ['ARCHITECTURE.md', 'CONTRIBUTING.md'].map((name) => ({
  name,
  text: readFileSync(path.join(rootFolder, name), 'utf8'),
}));
const pages = [...readDocumentedPages(), ...others];

const links = pages.flatMap(({ name, text }) =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => ({ name, target })),
);

describe('links', () => {
  it('there are some', () => {
    expect(links.length).toBeGreaterThan(20);
  });

  it.each(links)('$name: $target', ({ name, target }) => {
    const [file = '', heading] = target.split('#', 2);
    const found = file === '' ? path.join(rootFolder, name) : path.join(rootFolder, path.dirname(name), file);
    expect(existsSync(found)).toBe(true);
    if (heading !== undefined) expect(headingsOf(readFileSync(found, 'utf8'))).toContain(heading);
  });

  it('ARCHITECTURE is shorter than 12 kB', () => {
    expect(readFileSync(path.join(rootFolder, 'ARCHITECTURE.md')).length).toBeLessThan(12_288);
  });

  it('README is shorter than 8 kB, and no line of its tables is wider than a screen', () => {
    const readme = readFileSync(path.join(rootFolder, 'README.md'), 'utf8');
    expect(Buffer.byteLength(readme)).toBeLessThan(8192);
    expect(readme.split('\n').filter((line) => line.startsWith('|') && line.length > 100)).toEqual([]);
  });
});

/** As GitHub makes anchors of them. */
function headingsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
