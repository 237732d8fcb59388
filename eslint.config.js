import { globSync } from 'node:fs';
import path from 'node:path';

import { RegExpParser } from '@eslint-community/regexpp';
import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y-x';
import reactHooks from 'eslint-plugin-react-hooks';
import regexp from 'eslint-plugin-regexp';
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

/**
 * A search tries every place of a text. Where something has to follow a repetition, each of them may look through the rest
 * in vain: quadratic time. Such a pattern has to begin with ^, repeat a limited number of times ({1,100}), or make room for a
 * scan with indexOf.
 */
const linearSearch = {
  create: (context) => ({
    'Literal[regex]'(node) {
      const { pattern, flags } = node.regex;
      if (flags.includes('y')) return;
      const modes = { unicode: flags.includes('u'), unicodeSets: flags.includes('v') };
      const { alternatives } = new RegExpParser().parsePattern(pattern, undefined, undefined, modes);
      const searching = alternatives.filter(({ elements: [first] }) => {
        return first?.type !== 'Assertion' || first.kind !== 'start' || flags.includes('m');
      });
      if (searching.some(({ elements }) => repeatsBeforeMore(elements, false))) {
        context.report({ node, message: 'takes quadratic time: begin with ^, limit the repetition, or scan by hand' });
      }
    },
  }),
};

function repeatsBeforeMore(elements, isFollowed) {
  return elements.some((element, i) => elementRepeats(element, isFollowed || i < elements.length - 1));
}

function elementRepeats({ type, kind, max, element, alternatives = [] }, isFollowed) {
  if (type === 'Quantifier') return (max === Infinity && isFollowed) || elementRepeats(element, isFollowed || max > 1);
  const looksAround = type === 'Assertion' && kind.startsWith('look');
  return alternatives.some(({ elements }) => repeatsBeforeMore(elements, isFollowed || looksAround));
}

export default defineConfig(
  { ignores: ['dist/', 'release/', '.build/', 'coverage/', 'src/backend/sdk/gen/', 'src/testing/golden/'] },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
    plugins: {
      own: {
        rules: { 'disable-needs-reason': disableNeedsReason, 'file-name': fileName, 'linear-search': linearSearch },
      },
      regexp,
    },
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
        ...['New', 'Call'].map((kind) => ({
          selector: `${kind}Expression[callee.name="RegExp"]:not([arguments.0.regex])`,
          message: 'how long it takes cannot be checked: write the pattern as a literal, or scan by hand',
        })),
      ],
      // What texts from outside meet must take linear time; see own/linear-search.
      'own/linear-search': 'error',
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
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
  {
    files: ['src/frontend/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y-x': jsxA11y },
    rules: {
      ...reactHooks.configs['recommended-latest'].rules,
      'react-hooks/exhaustive-deps': 'error',
      ...jsxA11y.configs.strict.rules,
    },
  },
  // A component's lines are mostly markup, one property each.
  { files: ['src/**/*.tsx'], ignores: tests, rules: { 'max-lines-per-function': ['error', 60] } },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { module: 'writable', __dirname: 'readonly', process: 'readonly' } },
  },
  { files: ['scripts/pinned-node.cjs'], languageOptions: { ecmaVersion: 5 } },
  {
    files: ['docs/examples/**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
    rules: { 'no-console': 'off' },
  },
);

function useTheGlobal(name) {
  return { name, message: 'use the global, whose owners are checked' };
}
