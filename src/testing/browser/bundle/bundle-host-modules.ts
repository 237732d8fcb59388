import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { build, type Plugin } from 'esbuild';

import { type GrafanaVersion, majorOf } from '../grafana-version.ts';

/** What an Angular page needs of npm, by the names that Grafana 5 and 6 share it under. */
const angularModules = ['angular', 'jquery', 'lodash', 'moment'];
const reactModules = ['react', 'react-dom', 'rxjs', '@grafana/data', '@grafana/runtime', '@grafana/ui'];

/**
 * What a page loads before its own script: the modules that a Grafana shares with its plugins, in `window.sharedModules`, and
 * the module loader, in `window.System`.
 * @param folder with the packages, from installHostPackages
 * @returns the scripts in their order, by name
 */
export async function bundleHostModules(
  version: GrafanaVersion,
  folder: string,
): Promise<Readonly<Record<string, Buffer>>> {
  const modules = await readFile(await bundleModules(version, folder));
  if (!hasOwnLoaderScript(version)) return { 'shared-modules.js': modules };
  // It looks for Node where it is bundled.
  const loader = await readFile(path.join(folder, 'node_modules/systemjs/dist/system.src.js'));
  return { 'shared-modules.js': modules, 'module-loader.js': loader };
}

/** SystemJS 0.20, up to Grafana 9. */
function hasOwnLoaderScript(version: GrafanaVersion): boolean {
  return majorOf(version) < 10;
}

/** Kept beside the packages, since it takes a while. */
async function bundleModules(version: GrafanaVersion, folder: string): Promise<string> {
  const entry = version.pages === 'angular' ? angularEntry() : reactEntry(version, folder);
  const hash = createHash('sha256')
    .update(entry)
    .update(await readFile(import.meta.filename));
  hash.update(await readFile(path.join(folder, 'installed.json')));
  const script = path.join(folder, 'shared-modules.js');
  const stamp = `// ${hash.digest('hex')}\n`;
  if ((await readFile(script, 'utf8').catch(() => '')).startsWith(stamp)) return script;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: folder },
    bundle: true,
    format: 'iife',
    platform: 'browser',
    outdir: folder,
    minifySyntax: true,
    charset: 'utf8',
    // The AMD loader among them must not catch what the others define.
    define: {
      'process.env.NODE_ENV': '"production"',
      process: JSON.stringify(absentProcess),
      define: 'undefined',
      global: 'window',
    },
    loader: { '.css': 'empty', '.svg': 'dataurl', '.woff': 'empty', '.woff2': 'empty', '.ttf': 'empty' },
    logLevel: 'error',
    logOverride: { 'direct-eval': 'silent' },
    write: false,
    plugins: [findLoaderScripts(folder), leaveNodeOut],
  });
  await writeFile(script, stamp + (outputFiles[0]?.text ?? ''));
  return script;
}

/** AngularJS takes jQuery from the window, where it has to be first. */
function angularEntry(): string {
  return [
    `window.jQuery = window.$ = require('jquery');`,
    `require('angular');`,
    `require('angular-sanitize');`,
    ...registration(angularModules),
  ].join('\n');
}

function reactEntry(version: GrafanaVersion, folder: string): string {
  const loader = hasOwnLoaderScript(version) ? [] : ['system.js', 'extras/amd.js'];
  const scripts = loader.map((file) => path.join(folder, 'node_modules/systemjs/dist', file));
  const rootModule = hasOwnLoaderScript(version) ? [] : ['react-dom/client'];
  return [
    ...scripts.map((file) => `require(${JSON.stringify(file)});`),
    ...registration([...reactModules, ...rootModule]),
  ].join('\n');
}

function registration(names: readonly string[]): readonly string[] {
  const entries = names.map((name) => `${JSON.stringify(name)}: require(${JSON.stringify(name)}),`);
  return ['window.sharedModules = {', ...entries, '};'];
}

/** `@grafana/runtime` imports the loader's files without their ending, which SystemJS does not export. One copy is enough. */
function findLoaderScripts(folder: string): Plugin {
  const require = createRequire(path.join(folder, 'package.json'));
  return {
    name: 'find-loader-scripts',
    setup(bundler) {
      bundler.onResolve({ filter: /^systemjs\/dist\// }, ({ path: name }) => ({
        path: require.resolve(name.endsWith('.js') ? name : `${name}.js`),
      }));
    },
  };
}

/**
 * Some packages name Node's own modules, and @grafana/ui 7 one that its dependencies do not bring; in a browser none makes
 * more of them than this.
 */
const absentModule =
  'module.exports = { deprecate: (method) => method, inspect: {}, isatty: () => false, release: () => "" };';

const absentProcess = {
  argv: [],
  env: {},
  platform: 'browser',
  stderr: { fd: 2 },
  stdout: { fd: 1 },
  version: '',
  versions: {},
};

const leaveNodeOut: Plugin = {
  name: 'leave-node-out',
  setup(bundler) {
    const absent = /^(node:)?(crypto|fs|os|path|stream|tty|url|util|vm|worker_threads)$|^fast-deep-equal\/react$/;
    bundler.onResolve({ filter: absent }, ({ path: name }) => ({ path: name, namespace: 'absent' }));
    bundler.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: absentModule }));
  },
};
