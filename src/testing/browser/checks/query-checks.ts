import assert from 'node:assert/strict';

import type { BrowserCheck } from '../browser-check.ts';
import { columnsOf, figureCount, lookAt, resultError, rowsOf } from './page-state.ts';

/** A panel's query. */
export const queryChecks: readonly BrowserCheck[] = [
  {
    name: 'pick a metric by typing: points arrive',
    async run(stage) {
      const { host, session, driver, exampleUrl } = stage;
      host.dataSource.reset({ url: exampleUrl });
      const page = await session.open({ view: 'query' });
      await lookAt(stage, page, 'query-empty');
      await driver.pickMetric(page, 'rand', 'random walk');
      assert.ok((await rowsOf(page, 'random walk')) > 100, 'fewer points than the panel has room for');
      await lookAt(stage, page, 'query');
    },
  },
  {
    name: 'the list narrows while somebody types',
    pages: 'react',
    async run(stage) {
      const page = await stage.session.open({ view: 'query' });
      const box = page.getByRole('combobox', { name: 'Metric', exact: true });
      await box.click();
      await page.getByRole('option', { name: 'inventory', exact: true }).waitFor();
      await box.pressSequentially('cos');
      await page.getByRole('option', { name: 'inventory', exact: true }).waitFor({ state: 'detached' });
      await page.getByRole('option', { name: 'cosine', exact: true }).waitFor();
      await lookAt(stage, page, 'query-menu');
      await box.press('Enter');
      await rowsOf(page, 'cosine');
    },
  },
  {
    name: 'switch to a table',
    async run(stage) {
      const page = await stage.session.open({ view: 'query', query: { target: 'cpu load' } });
      await rowsOf(page, /web-1/);
      assert.equal(await figureCount(page), 4, 'a series for each host');
      await stage.driver.chooseFormat(page, 'Table');
      await page.locator('#result[data-state="done"] th', { hasText: 'region' }).waitFor();
      assert.deepEqual(await columnsOf(page), ['Time', 'host', 'region', 'cpu load']);
      await lookAt(stage, page, 'query-table');
    },
  },
  {
    name: 'edit a payload',
    async run(stage) {
      const page = await stage.session.open({ view: 'query', query: { target: 'cpu load' } });
      await rowsOf(page, /web-3/);
      await stage.driver.fillPayload(page, '{ "host": "$host" }');
      await page.locator('#result[data-state="done"] figure').nth(2).waitFor({ state: 'detached' });
      await rowsOf(page, /web-2/);
      assert.equal(await figureCount(page), 2, 'the two hosts that the variable holds');
      await lookAt(stage, page, 'query-payload');
    },
  },
  {
    name: 'a form for the payload that the server describes',
    pages: 'react',
    async run(stage) {
      const { host, session, exampleUrl } = stage;
      host.dataSource.reset({ url: exampleUrl, jsonData: { dialect: 'json-datasource-0.7' } });
      const page = await session.open({ view: 'query', query: { target: 'cpu load' } });
      await rowsOf(page, /web-3/);
      const box = page.getByLabel('Host', { exact: true });
      await box.click();
      await page.getByRole('option', { name: 'db-1', exact: true }).click();
      await page.locator('#result[data-state="done"] figure').nth(1).waitFor({ state: 'detached' });
      await rowsOf(page, /db-1/);
      await lookAt(stage, page, 'query-payload-form');
      host.dataSource.reset({ url: exampleUrl });
    },
  },
  {
    name: 'What the server gets: the whole request, in the words of the executable',
    async run(stage) {
      const { host, session, exampleUrl } = stage;
      host.dataSource.reset({ url: exampleUrl, jsonData: { queryMethod: 'PUT', dialect: 'json-datasource-0.7' } });
      const page = await session.open({ view: 'query', query: { target: 'cpu load', payload: '{ "host": "$host" }' } });
      await page.getByText('What the server gets').click();
      const shown = page.locator('pre', { hasText: 'PUT /query' });
      await shown.waitFor();
      const text = await shown.innerText();
      assert.match(text, /^Headers: .*\bcontent-type\b/m);
      const { targets } = JSON.parse(text.slice(text.indexOf('{'))) as { readonly targets: readonly unknown[] };
      assert.deepEqual(targets, [{ target: 'cpu load', refId: 'A', payload: { host: ['web-1', 'web-2'] } }]);
      await lookAt(stage, page, 'query-sent');
      host.dataSource.reset({ url: exampleUrl });
    },
  },
  {
    name: 'a payload that is not JSON is told so where it is typed',
    async run(stage) {
      const page = await stage.session.open({ view: 'query', query: { target: 'sine' } });
      await rowsOf(page, 'sine');
      await stage.driver.fillPayload(page, '{ "host": ');
      await page.locator('#host section [role="alert"]').first().waitFor();
      await lookAt(stage, page, 'query-bad-payload');
    },
  },
  {
    name: 'an alias names the series',
    async run(stage) {
      const page = await stage.session.open({ view: 'query', query: { target: 'cpu load' } });
      await rowsOf(page, /web-1/);
      await stage.driver.fillAlias(page, 'load of {{host}} ($target)');
      assert.ok((await rowsOf(page, 'load of db-1 (cpu load)')) > 100);
      await lookAt(stage, page, 'query-alias');
    },
  },
  {
    name: "the failing target shows the server's own words",
    async run(stage) {
      const page = await stage.session.open({ view: 'query', query: { target: 'sine' } });
      await rowsOf(page, 'sine');
      await stage.driver.pickMetric(page, 'fail', 'failing');
      assert.match(await resultError(page), /the target "failing" always fails, so that you can see how it looks/);
      await lookAt(stage, page, 'query-failing');
    },
  },
  {
    name: 'a metric that is not on the list is asked for as typed',
    async run(stage) {
      const page = await stage.session.open({ view: 'query' });
      await stage.driver.typeMetric(page, 'constant 7');
      await rowsOf(page, 'constant 7');
    },
  },
  {
    name: 'a query of the original plugin draws unchanged',
    async run({ session }) {
      const page = await session.open({
        view: 'query',
        query: { refId: 'A', hide: false, target: 'cosine', type: 'timeserie', rawQuery: true },
      });
      assert.ok((await rowsOf(page, 'cosine')) > 100);
    },
  },
  {
    name: 'a query of the later JSON plugin draws unchanged',
    async run({ session }) {
      const query = { refId: 'A', target: 'cpu load', type: 'table', editorMode: 'code', payload: '{"host":["db-1"]}' };
      const page = await session.open({ view: 'query', query });
      await rowsOf(page, /./);
      const hosts = await page.locator('#result td:nth-child(2)').allInnerTexts();
      assert.deepEqual([...new Set(hosts)], ['db-1']);
    },
  },
];
