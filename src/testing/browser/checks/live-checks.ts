import assert from 'node:assert/strict';

import type { Page } from 'playwright-core';

import { startFakeUpstream } from '../../support/fake-upstream.ts';
import { LiveSeriesServer } from '../../support/servers/live-series-server.ts';
import type { BrowserCheck, BrowserStage } from '../browser-check.ts';

const fastSettings = { minLiveIntervalMs: 100, retries: 0 };

interface LiveStage extends BrowserStage {
  readonly server: LiveSeriesServer;
  /** Opens a dashboard with one panel. */
  readonly dashboard: (queries: readonly object[], to?: string) => Promise<Page>;
  /** Subscriptions since the check began. */
  readonly subscribed: () => readonly { readonly path: string; readonly status: string }[];
}

/** With a server whose series the check fills. */
function withSeries(run: (stage: LiveStage) => Promise<void>): BrowserCheck['run'] {
  return async (stage) => {
    const upstream = await startFakeUpstream();
    const before = stage.host.live.subscriptions.length;
    try {
      stage.host.dataSource.reset({ url: upstream.url, jsonData: fastSettings });
      await run({
        ...stage,
        server: new LiveSeriesServer(upstream),
        dashboard: (queries, to = 'now') => stage.session.open({ view: 'live', query: { queries, to } }),
        subscribed: () => stage.host.live.subscriptions.slice(before),
      });
    } finally {
      await upstream.close();
    }
  };
}

const live = { intervalMs: 100 };

const panel = (page: Page, number: number) => page.locator(`.panel-${number}`);

/** Waits until a panel's table has so many rows and these columns. */
async function shows(page: Page, number: number, rows: number, columns: readonly string[]): Promise<void> {
  const figure = panel(page, number).locator(`figure[data-rows="${rows}"]`);
  await figure.first().waitFor();
  assert.deepEqual(await figure.first().locator('th').allInnerTexts(), ['Time', ...columns]);
}

async function lastRow(page: Page, number: number): Promise<readonly string[]> {
  return await panel(page, number).locator('tr').last().locator('td').allInnerTexts();
}

/** Panels that move by themselves. */
export const liveChecks: readonly BrowserCheck[] = [
  {
    name: 'live: rows are appended, a second panel shares the stream, and a refresh and a new series change nothing else',
    pages: 'react',
    since: 9,
    run: withSeries(async ({ server, dashboard, subscribed, host }) => {
      const startMs = Date.now();
      const runs = host.live.runCount();
      server.add('a', [1, startMs - 2000], [2, startMs - 1000]);
      const page = await dashboard([{ refId: 'A', target: 'a', alias: '{{series}} of x', live }]);
      await shows(page, 1, 2, ['a of x']);
      server.add('a', [3, startMs - 500]);
      await shows(page, 1, 3, ['a of x']);
      assert.deepEqual(await lastRow(page, 1), [String(startMs - 500), '3']);

      await page.getByRole('button', { name: 'Add a panel' }).click();
      await shows(page, 2, 3, ['a of x']);
      server.add('a', [4, startMs - 400]);
      for (const number of [1, 2]) await shows(page, number, 4, ['a of x']);
      assert.deepEqual([subscribed().map(({ status }) => status), host.live.runCount() - runs], [['OK'], 1]);

      await page.getByRole('button', { name: 'Refresh' }).click();
      await page.locator('.panel-1[data-refreshes="1"]').waitFor();
      server.add('a', [5, startMs - 300]);
      for (const number of [1, 2]) await shows(page, number, 5, ['a of x']);
      assert.deepEqual(await lastRow(page, 2), [String(startMs - 300), '5']);

      server.add('b', [50, startMs - 200]);
      for (const number of [1, 2]) await shows(page, number, 6, ['a of x', 'b of x']);
      assert.deepEqual(await panel(page, 1).locator('tr').nth(1).locator('td').allInnerTexts(), [
        ...[String(startMs - 2000), '1', '–'],
      ]);
      assert.equal(subscribed().length, 1);
      assert.equal(await page.locator('body').getAttribute('data-dropped'), null);
    }),
  },
  {
    name: 'live: where it is refused, the rows stay and a notice says why',
    pages: 'react',
    since: 9,
    run: withSeries(async ({ server, dashboard, subscribed, host }) => {
      server.add('a', [1, Date.now() - 1000]);
      const { url } = host.dataSource.shown();
      host.dataSource.reset({ url, jsonData: { ...fastSettings, keepCookies: ['sid'] } });
      const page = await dashboard([{ refId: 'A', target: 'a', live }]);
      await shows(page, 1, 1, ['a']);
      await page.locator('.host-notice', { hasText: /^Live is off: .*keepCookies/ }).waitFor();
      assert.deepEqual(subscribed(), []);
    }),
  },
  {
    name: 'live: a subscription that the executable refuses leaves the rows',
    pages: 'react',
    since: 9,
    run: withSeries(async ({ server, dashboard, subscribed, host, session }) => {
      server.add('a', [1, Date.now() - 1000]);
      const { url } = host.dataSource.shown();
      const context = (await session.open({ view: 'config' })).context();
      // Saved by somebody between the answer to the query and the subscription.
      await context.route('**/harness-live/**', async (route) => {
        host.dataSource.reset({ url, jsonData: { ...fastSettings, oauthPassThru: true } });
        await route.continue();
      });
      try {
        const page = await dashboard([{ refId: 'A', target: 'a', live }]);
        await page.locator('body[data-ended]').waitFor();
        await shows(page, 1, 1, ['a']);
        assert.deepEqual(
          subscribed().map(({ status }) => status),
          ['PERMISSION_DENIED'],
        );
      } finally {
        await context.unroute('**/harness-live/**');
      }
    }),
  },
  {
    name: 'live: a query that fails is told, and another one moves all the same',
    pages: 'react',
    since: 9,
    run: withSeries(async ({ server, dashboard }) => {
      const startMs = Date.now();
      server.add('a', [1, startMs - 1000]);
      const page = await dashboard([
        { refId: 'A', target: 'a', live },
        { refId: 'B', target: 'b', live, alias: 'x'.repeat(1001) },
      ]);
      await panel(page, 1).locator('.host-alert', { hasText: 'alias' }).waitFor();
      server.add('a', [2, startMs - 500]);
      await shows(page, 1, 2, ['a']);
    }),
  },
  {
    name: 'live: a range that does not end at now stands still',
    pages: 'react',
    since: 9,
    run: withSeries(async ({ server, dashboard, subscribed }) => {
      server.add('a', [1, Date.now() - 1000]);
      const page = await dashboard([{ refId: 'A', target: 'a', live }], 'now-1s');
      await panel(page, 1).locator('figure[data-rows="1"]').waitFor();
      assert.deepEqual(subscribed(), []);
      assert.equal(await panel(page, 1).locator('.host-notice').count(), 0);
    }),
  },
  {
    name: 'live: offered in panels and not in alert rules',
    pages: 'react',
    run: async ({ host, session, exampleUrl, version }) => {
      host.dataSource.reset({ url: exampleUrl });
      const query = { target: 'sine', type: 'timeserie' };
      const page = await session.open({ view: 'query', query });
      await page.locator('#result[data-state="done"]').waitFor();
      const toggle = (on: Page) => on.getByRole('checkbox', { name: 'Live', exact: true });
      assert.equal(await toggle(page).count(), Number.parseInt(version.full, 10) > 8 ? 1 : 0);
      const rule = await session.open({ view: 'alert', query });
      await rule.locator('#result[data-state="done"]').waitFor();
      assert.equal(await toggle(rule).count(), 0);
    },
  },
];
