import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { rootFolder } from '../build/build-paths.ts';
import { runTool } from './run-tool.ts';
import { writeFiles } from './write-files.ts';
import { accomplices, type Plant, plants, sound } from './planted-imports.ts';

const rulesFile = '.dependency-cruiser.cjs';

describe(rulesFile, () => {
  let folder: string;
  let found: readonly Violation[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'check-imports-'));
    await writeTree(path.join(folder, 'sound'), sound);
    await writeTree(path.join(folder, 'faulty'), [...sound, ...plants, ...accomplices]);
    found = await cruise(path.join(folder, 'faulty'));
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('finds nothing where every import is allowed', async () => {
    await expect(cruise(path.join(folder, 'sound'))).resolves.toEqual([]);
  });

  it.each(plants)('names %s', (rule, file) => {
    expect(found.filter((one) => one.from === `src/${file}`).map((one) => one.rule)).toContain(rule);
  });

  it('has a plant for every rule', () => {
    expect(plants.map(([rule]) => rule).toSorted()).toEqual(ruleNames().toSorted());
  });

  it('finds nothing beyond the plants', () => {
    const planted = new Set([...plants, ...accomplices].map(([, file]) => `src/${file}`));
    expect(found.filter((one) => !planted.has(one.from))).toEqual([]);
  });
});

interface Violation {
  readonly rule: string;
  readonly from: string;
}

/** Type-only imports: the rules must see even those. */
async function writeTree(folder: string, files: readonly Plant[]): Promise<void> {
  const contents = new Map<string, string>();
  for (const [, file, imported] of files) {
    const line = imported === undefined ? '' : `import type {} from '${specifier(file, imported)}';\n`;
    contents.set(`src/${file}`, (contents.get(`src/${file}`) ?? '') + line);
    if (imported?.endsWith('.ts') === true && !contents.has(`src/${imported}`)) contents.set(`src/${imported}`, '');
  }
  for (const name of files.map(([, , imported]) => imported ?? '').filter(isPackage)) {
    contents.set(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    contents.set(`node_modules/${name}/index.js`, '');
  }
  await writeFiles(folder, contents);
  await cp(path.join(rootFolder, rulesFile), path.join(folder, rulesFile));
}

function specifier(file: string, imported: string): string {
  if (!imported.endsWith('.ts')) return imported;
  const relative = path.posix.relative(path.posix.dirname(file), imported);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function isPackage(imported: string): boolean {
  return imported !== '' && !imported.endsWith('.ts') && !imported.startsWith('node:');
}

async function cruise(folder: string): Promise<readonly Violation[]> {
  const output = await runTool('depcruise', ['--output-type', 'json', 'src'], folder);
  const { summary } = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return summary.violations.map(({ from, rule }) => ({ from, rule: rule.name }));
}

function ruleNames(): readonly string[] {
  const rules = createRequire(__filename)(path.join(rootFolder, rulesFile)) as { forbidden: { name: string }[] };
  return rules.forbidden.map(({ name }) => name);
}
