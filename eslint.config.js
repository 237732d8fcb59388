import { globSync } from 'node:fs';
import path from 'node:path';

import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const sources = ['{src,scripts}/**/*.{ts,tsx}'];
const tests = ['**/*.test.{ts,tsx}', 'src/testing/**'];

const compositionRoot = 'src/backend/main.ts';

const drawerNames = ['common', 'helpers', 'index', 'misc', 'types', 'utils'];

const fileName = {
  create: (context) => ({
    Program(node) {
      const [name, ...endings] = path.basename(context.filename).replace(/^\./, '').split('.');
      const component = endings.includes('tsx') && /^([A-Z][a-z0-9]*)+$/.test(name);
      if (!component && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
        context.report({ node, message: `"${name}" is not kebab-case; a file is named after its main export` });
      }
      if (drawerNames.includes(name)) {
        context.report({ node, message: `"${name}" says nothing; a file is named after its main export` });
      }
    },
  }),
};

const disableNeedsReason = {
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (/^\s*eslint-disable/.test(comment.value) && !/\s--\s+\S/.test(comment.value)) {
          context.report({ loc: comment.loc, message: 'say why: // eslint-disable-next-line rule -- reason' });
        }
      }
    },
  }),
};

export default defineConfig(
  { ignores: ['dist/', 'release/', '.build/', 'coverage/', 'src/backend/gen/', 'src/testing/golden/'] },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
    plugins: { own: { rules: { 'disable-needs-reason': disableNeedsReason, 'file-name': fileName } } },
    extends: [js.configs.recommended],
    rules: {
      complexity: ['error', 10],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-depth': ['error', 3],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 40],
      'no-console': 'error',
      'own/disable-needs-reason': 'error',
      'own/file-name': 'error',
    },
  },
  {
    files: sources,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', ...globSync('src/*/tsconfig.json', { cwd: import.meta.dirname })],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowAny: false, allowBoolean: false, allowNullish: false, allowRegExp: false },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true } },
      ],
      'no-restricted-imports': ['error', ...['process', 'node:process'].map(useTheGlobal)],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: tests,
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['', ' > ExportNamedDeclaration'].map((place) => ({
          selector: `Program${place} > VariableDeclaration[kind="let"]`,
          message: 'no module-level state: pass it as an argument, or let an object with a lifetime own it',
        })),
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: [compositionRoot, ...tests],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['env', 'exit', 'exitCode', 'stdout'].map((property) => ({
          object: 'process',
          property,
          message: `it belongs to ${compositionRoot}; take it as an argument`,
        })),
      ],
    },
  },
  {
    files: tests,
    rules: {
      // A test's length is its table's, and a table's row may be wide.
      '@typescript-eslint/max-params': 'off',
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      // Stand-ins have their original's form, whether or not they wait for anything.
      '@typescript-eslint/require-await': 'off',
    },
  },
  // A component's lines are mostly markup, one property each.
  { files: ['src/**/*.tsx'], ignores: tests, rules: { 'max-lines-per-function': ['error', 60] } },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { module: 'writable', __dirname: 'readonly', process: 'readonly' } },
  },
  { files: ['scripts/pinned-node.cjs'], languageOptions: { ecmaVersion: 5 } },
);

function useTheGlobal(name) {
  return { name, message: 'use the global, whose owners are checked' };
}
