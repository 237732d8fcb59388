import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { rootFolder } from '../build/build-paths.ts';
import { runTool } from './run-tool.ts';
import { writeFiles } from './write-files.ts';

const longFunction = `export function long(): void {\n${'  //\n'.repeat(40)}}\n`;
const longFile = '//\n'.repeat(301);

const sound: readonly (readonly [file: string, code: string])[] = [
  ['src/backend/main.ts', 'process.stdout.write(String(process.env["A"]));\nprocess.exit(0);\n'],
  ['src/backend/log/write-text.ts', 'process.stderr.write("text");\n'],
  ['src/backend/long.test.ts', `let state = 0;\nstate += 1;\nprocess.stdout.write(String(state));\n${longFunction}`],
  ['src/backend/very-long.test.ts', longFile],
  ['src/testing/support/spawn.ts', 'process.stdout.write(String(process.env["A"]));\n'],
  ['scripts/check.ts', 'process.stdout.write(String(process.env["A"]));\nprocess.exitCode = 1;\n'],
  ['src/backend/patterns.ts', 'export const patterns = [/^\\d+$/, /\\s+/g, /a{1,9}b/, /\\w+x/y];\n'],
  ['src/frontend/QueryEditor.tsx', 'export const title = "Query";\n'],
  ['src/backend/reasoned.ts', '// eslint-disable-next-line no-console -- the reason\nconsole.log(1);\n'],
  [
    'src/backend/drop-field.ts',
    `export function dropField({ field, ...rest }: Record<'field' | 'other', string>): object {
  rest satisfies { other: string };
  return rest;
}\n`,
  ],
];

const plants: readonly (readonly [rule: string, file: string, code: string])[] = [
  ['max-lines', 'src/backend/max-lines.ts', longFile],
  ['max-lines-per-function', 'src/backend/max-lines-per-function.ts', longFunction],
  [
    '@typescript-eslint/max-params',
    'src/backend/max-params.ts',
    'export function sum(a: number, b: number, c: number, d: number): number {\n  return a + b + c + d;\n}\n',
  ],
  [
    'complexity',
    'src/backend/complexity.ts',
    `export function pick(a: number): number {\n${'  if (a > Math.random()) a++;\n'.repeat(10)}  return a;\n}\n`,
  ],
  [
    'max-depth',
    'src/backend/max-depth.ts',
    `export function descend(a: number): void {\n${'  if (a > Math.random()) {\n'.repeat(4)}//\n${'  }\n'.repeat(4)}}\n`,
  ],
  ['no-console', 'src/backend/no-console.ts', 'console.log(1);\n'],
  ['no-restricted-properties', 'src/backend/process-exit.ts', 'process.exit(1);\n'],
  ['no-restricted-properties', 'src/backend/process-env.ts', 'export const home = process.env["HOME"];\n'],
  ['no-restricted-properties', 'src/backend/process-stdout.ts', 'process.stdout.write("text");\n'],
  ['no-restricted-properties', 'src/backend/goplugin/destructured.ts', 'export const { env } = process;\n'],
  ['no-restricted-imports', 'src/backend/process-import.ts', "import { exit } from 'node:process';\nexit(1);\n"],
  ['no-restricted-syntax', 'src/backend/module-state.ts', 'export let state = 1;\nstate = 2;\n'],
  ['own/linear-search', 'src/backend/search-end.ts', 'export const lastSlashes = /\\/+$/;\n'],
  ['own/linear-search', 'src/backend/search-close.ts', 'export const braced = /\\$\\{(\\w+)\\}/g;\n'],
  ['own/linear-search', 'src/backend/search-lines.ts', 'export const deb = /^deb .*x/m;\n'],
  ['regexp/no-super-linear-backtracking', 'src/backend/backtracking.ts', 'export const word = /^(a+)+b$/;\n'],
  [
    'no-restricted-syntax',
    'src/backend/built-pattern.ts',
    'export function find(name: string): RegExp {\n  return new RegExp(`<${name}>(.*)`);\n}\n',
  ],
  ['no-restricted-exports', 'src/backend/default-export.ts', 'export default function run(): void {\n  run();\n}\n'],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    'src/backend/switch.ts',
    `export function name(a: 'x' | 'y'): string {\n  switch (a) {\n    case 'x':\n      return a;\n  }\n  return '';\n}\n`,
  ],
  [
    '@typescript-eslint/consistent-type-imports',
    'src/backend/type-import.ts',
    "import { Server } from 'node:net';\nexport type Listener = Server;\n",
  ],
  ['@typescript-eslint/no-explicit-any', 'src/backend/any.ts', 'export type Anything = any;\n'],
  [
    '@typescript-eslint/no-non-null-assertion',
    'src/backend/non-null.ts',
    'export function first(a: string[]): string {\n  return a[0]!;\n}\n',
  ],
  ['@typescript-eslint/no-floating-promises', 'src/backend/floating.ts', 'Promise.reject(new Error("lost"));\n'],
  ['own/file-name', 'src/backend/camelCase.ts', ''],
  ['own/file-name', 'src/backend/utils.ts', ''],
  ['own/file-name', 'src/backend/PascalCase.ts', ''],
  ['own/disable-needs-reason', 'src/backend/no-reason.ts', '// eslint-disable-next-line no-console\nconsole.log(1);\n'],
  [
    'unused disable directive',
    'src/backend/nothing-disabled.ts',
    '// eslint-disable-next-line no-console -- the reason\nexport const a = 1;\n',
  ],
];

describe('eslint.config.js', () => {
  let folder: string;
  let found: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'check-lint-'));
    await writeFiles(folder, new Map([...sound, ...plants.map(([, file, code]) => [file, code] as const)]));
    await writeFiles(folder, new Map([['src/frontend/tsconfig.json', frontendProject]]));
    for (const file of ['eslint.config.js', 'package.json', 'tsconfig.json']) {
      await cp(path.join(rootFolder, file), path.join(folder, file));
    }
    await symlink(path.join(rootFolder, 'node_modules'), path.join(folder, 'node_modules'));
    found = await lint(folder);
  }, 120_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(sound)('finds nothing in %s', (file) => {
    expect(found.get(file)).toEqual([]);
  });

  it.each(plants)('reports %s in %s', (rule, file) => {
    expect(found.get(file)).toEqual([rule]);
  });
});

const frontendProject = JSON.stringify({ extends: '../../tsconfig.json', include: ['.'] });

/** What was found, as names of rules, by file. */
async function lint(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const output = await runTool('eslint', ['--format', 'json', '.'], folder);
  const files = JSON.parse(output) as { filePath: string; messages: { ruleId: string | null; message: string }[] }[];
  return new Map(
    files.map(({ filePath, messages }) => [
      path.relative(folder, filePath),
      messages.map(({ ruleId, message }) => ruleId ?? message.replace(/^Unused eslint-disable.*/, unusedDirective)),
    ]),
  );
}

const unusedDirective = 'unused disable directive';
