/** `docs/faults.md` against the tests it names. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { rootFolder } from '../../../../scripts/build/build-paths.ts';
import { faultsOfTest, parseFaultRows } from './faults-table.ts';

const rows = parseFaultRows(readFileSync(path.join(rootFolder, 'docs/faults.md'), 'utf8'));
const testFiles = globSync('src/testing/hostile/*.test.ts', { cwd: rootFolder });

describe('docs/faults.md', () => {
  it('has a row for every case of the hostile tests, under the same words, and the other way round', () => {
    const cases = testFiles.flatMap((file) =>
      faultsOfTest(read(file)).map((fault) => `${fault}: ${path.basename(file)}`),
    );
    const hostile = rows.filter(({ test }) => test.startsWith('hostile/'));
    expect(cases.sort()).toEqual(hostile.map(({ fault, test }) => `${fault}: ${path.basename(test)}`).sort());
    expect(new Set(cases).size).toBe(cases.length);
  });

  it.each(rows.filter(({ test }) => !test.startsWith('hostile/')))('names a test that exists: $fault', ({ test }) => {
    const [, file = '', numbers = ''] = /^(\S+\.test\.ts)(?: \(([\d., ]+)\))?$/.exec(test) ?? [];
    const source = read(path.join('src', file.startsWith('backend/') ? '' : 'testing', file));
    for (const number of numbers.split(', ')) expect(source).toContain(number);
  });

  it('has rows', () => {
    expect(rows.length).toBeGreaterThan(1);
  });
});

function read(file: string): string {
  return readFileSync(path.join(rootFolder, file), 'utf8');
}
