import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';

import { expect, it } from '@jest/globals';

import { rootFolder } from './build-paths.ts';

interface Element {
  readonly props: Readonly<Record<string, unknown>>;
  readonly children: readonly unknown[];
}

type Editor = (props: Readonly<Record<string, unknown>>) => Element;

/** As Grafana loads it; elements are what they were made of. */
function loadQueryEditor(): Editor {
  let editor: Editor | undefined;
  class DataSourcePlugin {
    setConfigEditor(): this {
      return this;
    }
    setQueryEditor(given: Editor): this {
      editor = given;
      return this;
    }
  }
  const react = {
    createElement: (_type: unknown, props: unknown, ...children: unknown[]) => ({ props: props ?? {}, children }),
  };
  const define = (_names: readonly string[], factory: (...modules: unknown[]) => unknown): void => {
    factory(react, { DataSourcePlugin }, { DataSourceWithBackend: Object });
  };
  const code = readFileSync(path.join(rootFolder, 'src/testing/minimal-plugin/module.js'), 'utf8');
  runInContext(code, createContext({ define }));
  if (editor === undefined) throw new Error('expected module.js to set a query editor');
  return editor;
}

it('the query editor of the minimal plugin saves what its executable reads', () => {
  const changes: unknown[] = [];
  const onChange = (query: unknown): void => void changes.push(query);
  const label = loadQueryEditor()({ query: { refId: 'A' }, onChange, onRunQuery: () => undefined });
  const input = label.children.at(-1) as Element;
  expect(input.props['value']).toBe(60);
  (input.props['onChange'] as (event: unknown) => void)({ currentTarget: { value: '15' } });
  expect(JSON.parse(JSON.stringify(changes))).toEqual([{ refId: 'A', minutes: 15 }]);
});
