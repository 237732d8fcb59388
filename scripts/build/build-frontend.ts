import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build, type BuildOptions, type OutputFile } from 'esbuild';

import { distFolder, rootFolder } from './build-paths.ts';
import { bundledSources } from './bundled-sources.ts';

/** What every Grafana from 7.0 on shares with its plugins; whatever else the pages need is in the file. */
const sharedModules = ['react', 'react-dom', '@grafana/data', '@grafana/runtime', '@grafana/ui'];

const entry = (file: string): string => path.join(rootFolder, 'src/frontend', file);

/**
 * Makes the pages: `module.js` for Grafana 7.0 and later, `legacy.js` with its partials for 5.0 to 6.7, each with its source
 * map. Both are AMD modules, which esbuild does not write itself: CommonJS goes in, wrapped.
 * @returns what they are made of, below the checkout
 */
export async function buildFrontend(folder = distFolder): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const [react, legacy] = await Promise.all([
    buildAmd(path.join(folder, 'module.js'), {
      entryPoints: [entry('module.ts')],
      external: sharedModules,
      target: 'es2018',
      banner: { js: moduleStart },
      footer: { js: amdEnd },
    }),
    buildAmd(path.join(folder, 'legacy.js'), {
      entryPoints: [entry('legacy/legacy.ts')],
      target: 'es2015',
      banner: { js: `define([], function () {${moduleObject}` },
      footer: { js: '\nreturn module.exports; });' },
    }),
    cp(entry('legacy/partials'), path.join(folder, 'partials'), { recursive: true }),
  ]);
  return [...new Set([...react, ...legacy])];
}

const moduleObject = ' var module = { exports: {} };\n';

/**
 * Chooses when it is loaded. Grafana 5 and 6 cannot resolve what the React pages import, and 10 and later refuse files with
 * the words that the Angular pages are made of, so the two have to be different files.
 */
const moduleStart = `(function () {
var settings = (window.grafanaBootData || {}).settings || {};
var major = parseInt((settings.buildInfo || {}).version, 10);
if (major < 7) return define(["./legacy"], function (legacy) { return legacy; });
define(${JSON.stringify(sharedModules)}, function () {
var given = arguments, require = function (name) { return given[${JSON.stringify(sharedModules)}.indexOf(name)]; };
${moduleObject}`;

const amdEnd = '\nreturn module.exports; });\n})();';

async function buildAmd(outfile: string, options: BuildOptions): Promise<readonly string[]> {
  const { outputFiles, metafile } = await build({
    ...options,
    absWorkingDir: rootFolder,
    outfile,
    metafile: true,
    bundle: true,
    format: 'cjs',
    platform: 'browser',
    jsx: 'transform',
    minify: true,
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  });
  await Promise.all(outputFiles.map(async ({ path: file, contents }: OutputFile) => writeFile(file, contents)));
  return bundledSources(metafile);
}
