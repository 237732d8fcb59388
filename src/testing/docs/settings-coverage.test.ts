/** Every setting is in docs/settings.md, and in the title of a test that drives the packaged executable from a Go host. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { rootFolder } from '../../../scripts/build/build-paths.ts';
import { settingNames } from '../../backend/simple-json/settings/settings-keys.ts';

/** A header's value comes with its name. */
const names = settingNames.filter((name) => name !== 'httpHeaderValue1');
const page = readFileSync(path.join(rootFolder, 'docs/settings.md'), 'utf8');
const titles = globSync('src/testing/interop/settings-*.test.ts', { cwd: rootFolder }).flatMap((file) =>
  titlesIn(readFileSync(path.join(rootFolder, file), 'utf8')),
);

describe('settings', () => {
  it('there are titles to look at', () => {
    expect(titles.length).toBeGreaterThan(50);
  });

  it.each(names)('%s is explained in docs/settings.md', (name) => {
    expect(wordsIn(page)).toContain(name);
  });

  it.each(names)('%s is named by a test', (name) => {
    expect(titles.filter((title) => wordsIn(title).includes(name))).not.toEqual([]);
  });
});

/** A text is one when a function follows it. */
function titlesIn(source: string): readonly string[] {
  return [...source.matchAll(/'([^'\n]+)',\s+(?:async )?\(/g)].map(([, title = '']) => title);
}

function wordsIn(text: string): readonly string[] {
  return text.match(/\w+/g) ?? [];
}
