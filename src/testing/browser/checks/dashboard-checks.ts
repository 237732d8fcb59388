import assert from 'node:assert/strict';

import type { BrowserCheck } from '../browser-check.ts';
import { lookAt, resultError, rowsOf } from './page-state.ts';

/** What a dashboard asks beside its panels, and where else queries are edited. */
export const dashboardChecks: readonly BrowserCheck[] = [
  {
    name: 'a variable lists what the server offers',
    async run(stage) {
      const { host, session, driver, exampleUrl } = stage;
      host.dataSource.reset({ url: exampleUrl });
      const page = await session.open({ view: 'variable' });
      await driver.fetchVariable(page, 'hosts');
      assert.equal(await rowsOf(page, 'Values'), 4);
      assert.deepEqual(await page.locator('#result td:first-child').allInnerTexts(), [
        'web-1',
        'web-2',
        'web-3',
        'db-1',
      ]);
      await lookAt(stage, page, 'variable');
    },
  },
  {
    name: 'an annotation of the original plugin finds its events, and others once it is changed',
    async run(stage) {
      stage.host.dataSource.reset({ url: stage.exampleUrl });
      const page = await stage.session.open({ view: 'annotation' });
      assert.ok((await rowsOf(page, /./)) >= 1, 'a deploy every four hours');
      await page.locator('#result td', { hasText: 'Deploy' }).first().waitFor();
      await stage.driver.fetchAnnotations(page, 'nothing of this kind');
      await page.locator('#result[data-state="done"]:not(:has(td))').waitFor({ state: 'attached' });
      await stage.driver.fetchAnnotations(page, 'depl');
      await page.locator('#result[data-state="done"] td', { hasText: 'Deploy' }).first().waitFor();
      await lookAt(stage, page, 'annotation');
    },
  },
  {
    name: 'in Explore',
    pages: 'react',
    async run(stage) {
      const page = await stage.session.open({ view: 'explore' });
      await stage.driver.pickMetric(page, 'sin', 'sine');
      await rowsOf(page, 'sine');
      await lookAt(stage, page, 'explore');
    },
  },
  {
    name: 'in an alert rule',
    pages: 'react',
    async run(stage) {
      const page = await stage.session.open({ view: 'alert', query: { target: 'constant 42', type: 'table' } });
      await rowsOf(page, /./);
      await lookAt(stage, page, 'alert');
    },
  },
  {
    name: 'in the light theme',
    async run(stage) {
      const { session } = stage;
      const page = await session.open({
        view: 'query',
        theme: 'light',
        query: { target: 'cpu load', payload: { host: 'db-1' } },
      });
      await rowsOf(page, /db-1/);
      await lookAt(stage, page, 'query-light');
      await lookAt(stage, await session.open({ view: 'config', theme: 'light' }), 'config-light');
    },
  },
  {
    name: 'a server that is not there is told so',
    async run({ host, session }) {
      host.dataSource.reset({ url: 'http://127.0.0.1:9', jsonData: { retries: 0 } });
      const page = await session.open({ view: 'query', query: { target: 'sine' } });
      assert.match(await resultError(page), /127\.0\.0\.1:9/);
    },
  },
];
