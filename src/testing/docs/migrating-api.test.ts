/** The calls of Grafana's API in docs/migrating.md, against a server that answers as Grafana does. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import pluginJson from '../../plugin.json' with { type: 'json' };
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { readDocumentedPages } from './documented-pages.ts';
import { openShellStage, type ShellStage } from './run-shell.ts';

/** In Grafana's own order of fields. Source: grafana/grafana, pkg/api/dtos/datasource.go. */
const stored = {
  ...{ id: 1, uid: 'P1A2B3C4D5E6F7081', orgId: 1, name: 'My JSON', type: 'yesoreyeram-infinity-datasource' },
  ...{ typeLogoUrl: 'public/plugins/x/img/icon.svg', access: 'proxy', url: 'http://metrics.example.com', user: '' },
  ...{ database: '', basicAuth: true, basicAuthUser: 'grafana', withCredentials: false, isDefault: false },
  ...{
    jsonData: { auth_method: 'apiKey', oauth2: { type: 'client_credentials' } },
    secureJsonFields: { apiKeyValue: true },
  },
  ...{ version: 3, readOnly: false },
};
const route = `/api/datasources/uid/${stored.uid}`;

const [findUid, changeType, changeBack] = readDocumentedPages()
  .flatMap(({ blocks }) => blocks)
  .filter(({ notes }) => notes.get('tested by') === 'src/testing/docs/migrating-api.test.ts')
  .map(({ text }) => text);

let grafana: FakeUpstream;
let stage: ShellStage;

beforeEach(async () => {
  grafana = await startFakeUpstream();
  stage = await openShellStage();
});

afterEach(async () => {
  await stage.close();
  await grafana.close();
});

function onGrafana(script = 'exit 1'): string {
  return script.replaceAll('http://localhost:3000', grafana.url);
}

it('finds the uid of each data source, with its name', async () => {
  grafana.answer('/api/datasources', { body: [stored, { ...stored, id: 2, uid: 'other', name: 'Other one' }] });
  const { code, output } = await stage.run(onGrafana(findUid));
  expect({ code, lines: output.trim().split('\n') }).toEqual({
    code: 0,
    lines: ['"uid":"P1A2B3C4D5E6F7081","orgId":1,"name":"My JSON"', '"uid":"other","orgId":1,"name":"Other one"'],
  });
});

it('changes the type, and nothing else', async () => {
  grafana.answer(route, ({ method }) => ({ body: method === 'PUT' ? { message: 'Datasource updated' } : stored }));
  const { code, output } = await stage.run(onGrafana(changeType));
  expect({ code, output }).toEqual({ code: 0, output: '{"message":"Datasource updated"}' });
  const [, put] = grafana.requests;
  expect(put).toMatchObject({ method: 'PUT', path: route, headers: { 'content-type': 'application/json' } });
  expect(JSON.parse(put?.body ?? '')).toEqual({ ...stored, type: pluginJson.id });
  expect(put?.headers.authorization).toBe(`Basic ${Buffer.from('admin:PASSWORD').toString('base64')}`);
});

it('goes back without the old version, which Grafana refuses', async () => {
  grafana.answer(route, ({ method }) => ({ body: method === 'PUT' ? { message: 'Datasource updated' } : stored }));
  await stage.run(onGrafana(changeType));
  expect(await stage.run(onGrafana(changeBack))).toEqual({ code: 0, output: '{"message":"Datasource updated"}' });
  const { version, ...expected } = stored;
  expect(version).toBe(3);
  expect(JSON.parse(grafana.requests.at(-1)?.body ?? '')).toEqual(expected);
});

it('keeps the file of the way back as it was', async () => {
  grafana.answer(route, { body: stored });
  await stage.run(onGrafana(changeType));
  expect(JSON.parse(await readFile(path.join(stage.folder, 'source-before.json'), 'utf8'))).toEqual(stored);
});
