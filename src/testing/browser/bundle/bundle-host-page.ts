import path from 'node:path';

import { build, type Plugin } from 'esbuild';

import type { GrafanaVersion } from '../grafana-version.ts';

/** The page around the plugin's editors, which takes React and Grafana's packages from those that the plugin gets. */
export async function bundleHostPage({ pages }: GrafanaVersion): Promise<Buffer> {
  const entry = pages === 'react' ? 'react-page.tsx' : 'angular-page.ts';
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, '../pages', entry)],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    jsx: 'transform',
    charset: 'utf8',
    logLevel: 'error',
    write: false,
    plugins: [sharedReact],
  });
  return Buffer.from(outputFiles[0]?.contents ?? []);
}

const sharedReact: Plugin = {
  name: 'shared-react',
  setup(bundler) {
    bundler.onResolve({ filter: /^react$/ }, ({ path: name }) => ({ path: name, namespace: 'shared' }));
    bundler.onLoad({ filter: /.*/, namespace: 'shared' }, ({ path: name }) => ({
      contents: `module.exports = window.sharedModules[${JSON.stringify(name)}];`,
    }));
  },
};
