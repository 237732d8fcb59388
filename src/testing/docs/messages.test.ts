/** The messages that docs/troubleshooting.md explains are those of the executable. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { rootFolder } from '../../../scripts/build/build-paths.ts';

const page = readFileSync(path.join(rootFolder, 'docs/troubleshooting.md'), 'utf8');
const messages = page
  .split('<!-- messages -->')
  .slice(1)
  .flatMap((part) =>
    [...(part.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)`/gm)].map(([, message = '']) => message),
  );
const sources = globSync(['src/backend/**/*.ts', 'scripts/executable/linux/start/stub.c'], {
  cwd: rootFolder,
  exclude: ['**/*.test.ts'],
}).map((file) => readFileSync(path.join(rootFolder, file), 'utf8'));

it('there are messages to look for', () => {
  expect(messages.length).toBeGreaterThan(15);
});

it.each(messages)('%s', (message) => {
  expect(sources.filter((source) => source.includes(message))).not.toEqual([]);
});
