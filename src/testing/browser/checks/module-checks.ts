import assert from 'node:assert/strict';

import type { BrowserCheck } from '../browser-check.ts';

/** What holds of the loaded files, and of everything that the pages did. The last of a version's checks. */
export const moduleChecks: readonly BrowserCheck[] = [
  {
    name: 'module.js exports what this Grafana looks for',
    async run({ session, version }) {
      const page = await session.open({ view: 'config' });
      const { names, parameters } = await page.evaluate<LoadedPlugin>('window.loadedPlugin');
      if (version.pages === 'react') {
        assert.ok(names.includes('plugin'), `expected "plugin" among ${names.join(', ')}`);
        // Grafana 7 hands a class with any other number to its Angular injector.
        assert.equal(parameters, 1, 'parameters of the data source class');
        return;
      }
      for (const name of ['Datasource', 'QueryCtrl', 'ConfigCtrl', 'AnnotationsQueryCtrl']) {
        assert.ok(names.includes(name), `expected "${name}" among ${names.join(', ')}`);
      }
    },
  },
  {
    name: 'no request went past Grafana',
    run: async ({ session }) => {
      assert.deepEqual(session.strayRequests, []);
    },
  },
  {
    name: 'nothing failed unseen',
    run: async ({ session }) => {
      assert.deepEqual(session.pageErrors, []);
    },
  },
];

interface LoadedPlugin {
  readonly names: readonly string[];
  readonly parameters?: number;
}
