import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as React from 'react';

import { buildFrontend } from './build-frontend.ts';
import { runBuiltFile } from './built-pages.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pages-'));
  await buildFrontend(folder);
});

afterAll(() => rm(folder, { recursive: true }));

const read = (file: string): Promise<string> => readFile(path.join(folder, file), 'utf8');

/** As little of Grafana as the file needs to be loaded. */
const shared: Readonly<Record<string, unknown>> = {
  react: React,
  'react-dom': {},
  '@grafana/data': {
    DataSourcePlugin: class {
      readonly DataSourceClass: unknown;
      constructor(dataSourceClass: unknown) {
        this.DataSourceClass = dataSourceClass;
      }
      setConfigEditor(): this {
        return this;
      }
      setQueryEditor(): this {
        return this;
      }
    },
  },
  '@grafana/runtime': { DataSourceWithBackend: Object, config: {}, getTemplateSrv: () => undefined },
  '@grafana/ui': {},
};

describe('module.js', () => {
  it.each(['5.0.0', '5.4.5', '6.2.4', '6.7.6'])('is the old pages in Grafana %s', async (version) => {
    const { dependencies, load } = await runBuiltFile(folder, 'module.js', version);
    expect(dependencies).toEqual(['./legacy']);
    const legacy = {};
    expect(load(legacy)).toBe(legacy);
  });

  it.each(['7.0.0', '7.5.17', '10.4.19', '12.3.0-pre', '13.2.3', undefined])(
    'is the React pages in Grafana %s',
    async (version) => {
      const { dependencies, load } = await runBuiltFile(folder, 'module.js', version);
      expect(dependencies).toEqual(Object.keys(shared));
      const { plugin } = load(...dependencies.map((name) => shared[name])) as Loaded;
      expect(typeof plugin.DataSourceClass).toBe('function');
    },
  );

  it('has a data source class that declares one parameter, which keeps Grafana 7 from handing it to Angular', async () => {
    const { dependencies, load } = await runBuiltFile(folder, 'module.js', '7.5.17');
    const { plugin } = load(...dependencies.map((name) => shared[name])) as Loaded;
    expect(plugin.DataSourceClass.length).toBe(1);
  });

  it('is taken for AMD by the loaders of all versions', async () => {
    // SystemJS 0.20 looks for a list or a function in the call, Grafana 10 and later for a list.
    expect(await read('module.js')).toMatch(/(?<![$\w.])define\(\["/);
  });

  it('has none of the words for which Grafana 10 and later refuse a plugin', async () => {
    const source = await read('module.js');
    expect(angularWords.filter((word) => source.includes(word))).toEqual([]);
    expect(angularPatterns.filter((pattern) => pattern.test(source))).toEqual([]);
  });

  it('uses nothing of React that Grafana 7 does not have', async () => {
    const source = await read('module.js');
    const used = [...source.matchAll(/(?<![$\w.])\w+\.((?:use[A-Z]|create[A-Z]|forward|Fragment|memo|lazy)\w*)/g)];
    expect(used.length).toBeGreaterThan(0);
    expect([...new Set(used.map(([, member]) => member))].filter((member) => !react16.includes(member ?? ''))).toEqual(
      [],
    );
  });

  it('is small', async () => {
    expect((await stat(path.join(folder, 'module.js'))).size).toBeLessThan(150_000);
  });
});

interface Loaded {
  readonly plugin: { readonly DataSourceClass: { readonly length: number } };
}

/** grafana, pkg/services/pluginsintegration/angulardetectorsprovider, and a few that older versions had. */
const angularWords = [
  'PanelCtrl',
  'ConfigCtrl',
  'QueryCtrl',
  'app/plugins/sdk',
  'angular.isNumber(',
  'editor.html',
  'ctrl.annotation',
  'getLegacyAngularInjector',
  'System.register(',
  'grafana/app/',
];

const angularPatterns = [/["']app\/core\/.*?["']/, /["']app\/plugins\/.*?["']/, /from\s+["']grafana\/app\/.+?["']/];

/** What the pages may call of React 16.13 and react-dom. */
const react16 = [
  'createElement',
  'createPortal',
  'forwardRef',
  'Fragment',
  'useEffect',
  'useLayoutEffect',
  'useRef',
  'useState',
  'useTheme',
  'useTheme2',
];

describe('legacy.js', () => {
  it('has what Grafana 5 and 6 look for, and needs nothing', async () => {
    const { dependencies, load } = await runBuiltFile(folder, 'legacy.js', '5.4.5');
    expect(dependencies).toEqual([]);
    const { __esModule, ...exports } = load() as LegacyExports;
    expect(Object.keys(exports).sort()).toEqual(['AnnotationsQueryCtrl', 'ConfigCtrl', 'Datasource', 'QueryCtrl']);
  });

  it('has a data source that names its services for the injector', async () => {
    const { load } = await runBuiltFile(folder, 'legacy.js', '6.7.6');
    const { Datasource } = load() as LegacyExports;
    expect(Datasource.$inject).toHaveLength(Datasource.length);
    expect(Datasource.length).toBeGreaterThan(1);
  });
});

interface LegacyExports {
  readonly __esModule?: boolean;
  readonly Datasource: { readonly $inject: readonly string[]; readonly length: number };
}

describe('source maps', () => {
  it.each(['module.js', 'legacy.js'])('lie beside %s and hold its sources', async (file) => {
    expect(await read(file)).toContain(`//# sourceMappingURL=${file}.map`);
    const { sources, sourcesContent } = JSON.parse(await read(`${file}.map`)) as {
      readonly sources: readonly string[];
      readonly sourcesContent: readonly string[];
    };
    expect(sources.some((source) => source.includes('src/frontend/'))).toBe(true);
    expect(sourcesContent).toHaveLength(sources.length);
  });
});

const partials: readonly (readonly [file: string, controller: string, bindings: readonly string[]])[] = [
  ['config.html', 'ConfigCtrl', ['current']],
  ['query.editor.html', 'QueryCtrl', ['target']],
  ['annotations.editor.html', 'AnnotationsQueryCtrl', ['annotation']],
];

describe('partials', () => {
  it('are all known', async () => {
    expect((await readdir(path.join(folder, 'partials'))).sort()).toEqual(partials.map(([file]) => file).sort());
  });

  it.each(partials)('%s uses only what its controller has', async (file, name, bindings) => {
    const { load } = await runBuiltFile(folder, 'legacy.js', '5.4.5');
    const Controller = (load() as Readonly<Record<string, Controller>>)[name];
    if (Controller === undefined) throw new Error(`legacy.js has no ${name}`);
    expect(Controller.templateUrl).toBe(`partials/${file}`);
    const known = [...Object.getOwnPropertyNames(Controller.prototype), ...Object.keys(new Controller()), ...bindings];
    const used = [...(await read(`partials/${file}`)).matchAll(/\bctrl\.(\w+)/g)].map(([, member]) => member ?? '');
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((member) => !known.includes(member))).toEqual([]);
  });

  it.each(partials)('%s closes every element, since jQuery 3.5 swallows what follows one that is not', async (file) => {
    expect(unclosed(await read(`partials/${file}`))).toEqual([]);
  });

  it.each(partials)('%s has a name for every control', async (file) => {
    expect(nameless(await read(`partials/${file}`))).toEqual([]);
  });

  it.each<[html: string, names: readonly string[]]>([
    ['<p><b>x</b></p><input /><br>', []],
    ['<textarea/>', ['textarea']],
    ['<div><p></div>', ['div', 'div']],
  ])('with %s would be found out', (html, names) => {
    expect(unclosed(html)).toEqual(names);
  });

  it('with a control without a name would be found out', () => {
    expect(nameless('<label for="a">A</label><input id="a"/><input id="b"/><select aria-label="c"></select>')).toEqual([
      '<input id="b"/>',
    ]);
  });
});

interface Controller {
  readonly templateUrl: string;
  readonly prototype: object;
  new (): object;
}

/** Elements of HTML without an end. */
const withoutEnd = new Set(['br', 'hr', 'img', 'input']);

const tag = /<(\/?)([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/g;

/** Elements that stay open, or that are closed as only XML knows. */
function unclosed(html: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name = '', rest = ''] of html.matchAll(tag)) {
    if (withoutEnd.has(name)) continue;
    if (slash !== '') {
      if (open.pop() !== name) wrong.push(name);
    } else if (rest.endsWith('/')) wrong.push(name);
    else open.push(name);
  }
  return [...wrong, ...open];
}

/** Controls without a label of their own. */
function nameless(html: string): readonly string[] {
  const labelled = new Set([...html.matchAll(/<label[^>]*\bfor="([^"]+)"/g)].map(([, id]) => id));
  return [...html.matchAll(tag)].flatMap(([whole, slash, name = '', rest = '']) => {
    if (slash !== '' || !['input', 'select', 'textarea'].includes(name)) return [];
    const id = /\bid="([^"]+)"/.exec(rest)?.[1];
    return rest.includes('aria-label=') || labelled.has(id) ? [] : [whole];
  });
}
