import assert from 'node:assert/strict';

import type { BrowserCheck } from '../browser-check.ts';
import { lookAt, rowsOf, saveAndTest } from './page-state.ts';

const query = { refId: 'A', target: 'cpu load', type: 'timeserie', payload: '{ "host": ["web-1"] }' };

/** The pages as they stand in Grafana, in both themes; those of the newest version are the plugin's own pictures, src/img. */
export const pictureChecks: readonly BrowserCheck[] = (['dark', 'light'] as const).flatMap((theme): BrowserCheck[] => [
  {
    name: `run as an alert rule would, in Grafana's frame, ${theme}`,
    pages: 'react',
    async run(stage) {
      stage.host.dataSource.reset({ url: stage.exampleUrl });
      const page = await stage.session.open({ view: 'query', theme, framed: true, query });
      await rowsOf(page, /cpu load/);
      await page.getByText('Run as an alert rule would').click();
      await page.getByLabel('Fire above').fill('50');
      await page.getByLabel('Fire above').press('Enter');
      const outcome = page.getByRole('status', { name: 'Rule outcome' });
      await outcome.getByText(/^(Alerting|Normal): /).waitFor();
      const instances = await outcome.locator('tbody tr').allInnerTexts();
      assert.equal(instances.length > 0, true, 'a rule has instances');
      assert.match(instances.join('\n'), /host=|target=/);
      await lookAt(stage, page, `frame-query-${theme}`);
    },
  },
  {
    name: `the settings in Grafana's frame, ${theme}`,
    pages: 'react',
    async run(stage) {
      stage.host.dataSource.reset({ url: stage.exampleUrl });
      const page = await stage.session.open({ view: 'config', theme, framed: true });
      const { status, message } = await saveAndTest(page);
      assert.equal(status, 'success', message);
      await lookAt(stage, page, `frame-config-${theme}`);
    },
  },
]);
