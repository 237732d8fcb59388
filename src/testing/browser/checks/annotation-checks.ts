import assert from 'node:assert/strict';

import type { Page } from 'playwright-core';

import type { BrowserCheck, BrowserStage } from '../browser-check.ts';
import { majorOf } from '../grafana-version.ts';
import { lookAt, rowsOf } from './page-state.ts';

const named = { name: 'Deploys', enable: true, iconColor: 'red' };

/** How an annotation reaches the editor, and what it finds as it is. */
const annotations: readonly { readonly what: string; readonly saved: object; readonly since?: number }[] = [
  { what: 'a new one', saved: { ...named, datasource: { type: 'x', uid: 'y' } } },
  { what: 'one of the original plugin', saved: { ...named, query: 'deploy' } },
  { what: 'one of the later JSON plugin', saved: { ...named, target: { refId: 'X', target: 'deploy' } } },
  {
    what: 'one of this plugin',
    saved: { ...named, target: { refId: 'Anno', queryType: 'annotations', target: 'deploy' } },
  },
  {
    what: 'one of this plugin as Grafana 12 saved it with version 2.0.0',
    saved: {
      ...named,
      target: { refId: 'Anno', target: 'deploy' },
      query: { spec: { refId: 'Anno', target: 'deploy' } },
    },
  },
  { what: "a new one of a dashboard in Grafana's second schema", saved: withKind({}), since: 12 },
  {
    what: "one of the original plugin in a dashboard in Grafana's second schema",
    saved: { ...withKind({}), legacyOptions: { query: 'deploy' } },
    since: 12,
  },
];

/** An annotation's page, opened as Grafana does: prepared until the plugin returns the very object that it got. */
export const annotationChecks: readonly BrowserCheck[] = annotations.map(({ what, saved, since = 0 }) => ({
  name: `an annotation, ${what}: opens at rest, and is saved as it was edited`,
  pages: 'react',
  async run(stage) {
    if (majorOf(stage.version) < since) return;
    const { host, session, exampleUrl } = stage;
    host.dataSource.reset({ url: exampleUrl });
    const before = session.pageErrors.length;
    const page = await session.open({ view: 'annotation', query: saved });
    await rowsOf(page, /./);
    assert.ok((await timesPrepared(page)) <= 3, `prepared ${await timesPrepared(page)} times`);
    await editAndUndo(stage, page);
    assert.deepEqual(session.pageErrors.slice(before), []);
  },
}));

async function editAndUndo(stage: BrowserStage, page: Page): Promise<void> {
  const before = await timesPrepared(page);
  await stage.driver.fetchAnnotations(page, 'nothing of this kind');
  await page.locator('#result[data-state="done"]:not(:has(td))').waitFor({ state: 'attached' });
  await stage.driver.fetchAnnotations(page, 'depl');
  await page.locator('#result[data-state="done"] td', { hasText: 'Deploy' }).first().waitFor();
  assert.ok((await timesPrepared(page)) - before <= 4, `prepared ${await timesPrepared(page)} times`);
  const { query, target } = JSON.parse((await page.locator('#saved').textContent()) ?? '') as SavedAnnotation;
  assert.deepEqual(target, { refId: target?.refId, queryType: 'annotations', target: 'depl' });
  if (query !== undefined) assert.deepEqual(query, { kind: 'DataQuery', spec: target });
  await lookAt(stage, page, 'annotation');
}

interface SavedAnnotation {
  readonly query?: unknown;
  readonly target?: { readonly refId: string };
}

async function timesPrepared(page: Page): Promise<number> {
  return Number(await page.locator('body').getAttribute('data-prepared'));
}

function withKind(spec: object): object {
  return { ...named, query: { kind: 'DataQuery', version: 'v0', group: 'x', spec } };
}
