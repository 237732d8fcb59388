import assert from 'node:assert/strict';

import type { BrowserCheck } from '../browser-check.ts';
import { guardedUser } from '../guarded-servers.ts';
import { lookAt, saveAndTest } from './page-state.ts';

/** The data source's own page. */
export const configChecks: readonly BrowserCheck[] = [
  {
    name: 'type a URL, save, test: ok',
    async run(stage) {
      const { host, session, driver, exampleUrl } = stage;
      host.dataSource.reset();
      const page = await session.open({ view: 'config' });
      await driver.fillSetting(page, 'URL', exampleUrl);
      const { status, message } = await saveAndTest(page);
      assert.deepEqual({ status, url: host.dataSource.shown().url }, { status: 'success', url: exampleUrl }, message);
      await lookAt(stage, page, 'config');
    },
  },
  {
    name: 'a URL that is none is told so where it is typed',
    async run(stage) {
      const page = await stage.session.open({ view: 'config' });
      await stage.driver.fillSetting(page, 'URL', 'metrics.example.com');
      await page.locator('#host [role="alert"]').first().waitFor();
      await lookAt(stage, page, 'config-bad-url');
    },
  },
  {
    name: "a wrong password shows the server's own words, the right one is ok",
    async run(stage) {
      const { host, session, driver, guarded } = stage;
      host.dataSource.reset({ url: guarded.passwordUrl });
      const page = await session.open({ view: 'config' });
      await driver.switchOn(page, 'Basic auth');
      await driver.fillSetting(page, 'User', guardedUser.name);
      await driver.fillSetting(page, 'Password', 'wrong');
      const refused = await saveAndTest(page);
      assert.equal(refused.status, 'error', refused.message);
      assert.match(refused.message, /the password of "reader" is not this one/);
      await lookAt(stage, page, 'config-wrong-password');
      await openAgain();
      const accepted = await saveAndTest(page);
      assert.equal(accepted.status, 'success', accepted.message);
      assert.equal(
        JSON.stringify(host.dataSource.shown()).includes(guardedUser.password),
        false,
        'a secret was stored in the open',
      );

      async function openAgain(): Promise<void> {
        await page.reload();
        await page.getByRole('button', { name: 'Reset Password' }).click();
        await driver.fillSetting(page, 'Password', guardedUser.password);
      }
    },
  },
  {
    name: 'a server that never answers: the timeout is named',
    async run(stage) {
      const { host, session, driver, guarded } = stage;
      host.dataSource.reset({ url: guarded.silentUrl, jsonData: { retries: 0 } });
      const page = await session.open({ view: 'config' });
      await openLimits();
      await driver.fillSetting(page, 'Timeout', '1');
      const { status, message } = await saveAndTest(page);
      assert.equal(status, 'error', message);
      assert.match(message, /\b1 s\b|1000 ms|timeout|time limit|within/i);
      await lookAt(stage, page, 'config-timeout');

      /** Open from the start where one of them has been set. */
      async function openLimits(): Promise<void> {
        if (!(await page.getByLabel('Timeout', { exact: true }).isVisible())) await driver.openSection(page, 'Limits');
      }
    },
  },
  {
    name: 'a provisioned data source is shown and cannot be changed',
    async run(stage) {
      const { host, session, exampleUrl } = stage;
      host.dataSource.reset({ url: exampleUrl, readOnly: true });
      const page = await session.open({ view: 'config' });
      const url = page.getByLabel('URL', { exact: true });
      await url.waitFor();
      const open = await page
        .locator('#host section')
        .locator('input:enabled, select:enabled, textarea:enabled')
        .count();
      assert.deepEqual({ url: await url.inputValue(), open }, { url: exampleUrl, open: 0 });
      await lookAt(stage, page, 'config-provisioned');
    },
  },
];
