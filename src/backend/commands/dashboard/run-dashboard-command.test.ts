import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordOutput } from '../../../testing/support/recorded-output.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createSimpleJsonPlugin } from '../../simple-json/simple-json-plugin.ts';
import { type ExampleServer, startExampleServer } from '../example-server/example-server.ts';
import { runCommand } from '../run-command.ts';
import type { CheckedPart } from './checked-part.ts';
import type { DashboardCommandOptions } from './run-dashboard-command.ts';

const plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);
const requests: { readonly url: string; readonly body: unknown }[] = [];

let example: ExampleServer;

beforeAll(async () => {
  const log = ({ url, body }: { url: string; body: string }): void => {
    requests.push({ url, body: body === '' ? undefined : JSON.parse(body) });
  };
  example = await startExampleServer({ host: '127.0.0.1', port: 0, log });
});

afterAll(async () => {
  await plugin.close();
  await example.stop();
});

async function check(dashboard: unknown, changes: Partial<DashboardCommandOptions> = {}) {
  requests.length = 0;
  const output = recordOutput();
  const server = { url: example.url, headers: [], basicAuth: undefined, jsonData: {} };
  const asked = { server, dashboard, variables: new Map(), dataSource: undefined, range: {}, format: 'json' } as const;
  const context = { output, stopped: new AbortController().signal, loadPlugin: () => Promise.resolve(plugin) };
  const code = await runCommand({ kind: 'dashboard', options: { ...asked, ...changes } }, context);
  const isJson = changes.format === undefined && output.lines.length > 0;
  const parts = isJson ? (JSON.parse(output.lines.join('\n')) as CheckedPart[]) : [];
  return { code, parts, lines: output.lines, notes: output.notes };
}

const ours = { type: 'grafana-simple-json-datasource', uid: 'mine' };
const query = (target: string, rest: object = {}) => ({ refId: 'A', target, type: 'timeserie', ...rest });
const panel = (title: string, targets: readonly object[], rest: object = {}) => ({
  title,
  targets,
  datasource: ours,
  ...rest,
});
const states = (parts: readonly CheckedPart[]) =>
  parts.map(({ state, name, refId }) => [state, name, refId].join(' ').trim());

describe('query --dashboard', () => {
  it("says of the plugin's own dashboard that all of it works", async () => {
    const file = new URL('../../../dashboards/overview.json', `file://${__filename}`);
    // The example server has a maintenance in every twelve hours.
    const range = { from: 'now-12h' };
    const { code, parts, notes } = await check(JSON.parse(readFileSync(file, 'utf8')), { range });
    expect(parts.filter(({ state }) => state !== 'OK')).toEqual([]);
    expect(parts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['variable', 'annotation', 'panel']));
    expect(notes).toEqual([expect.stringMatching(/^\d+ asked: \d+ with data, 0 without, 0 failed; 0 skipped$/)]);
    expect(code).toBe(0);
  });

  it('prints a line for each part, errors in full', async () => {
    const dashboard = {
      panels: [
        panel('Good', [query('sine')]),
        panel('Bad', [query('failing'), query('inventory', { refId: 'B', type: 'table' })]),
      ],
    };
    const { code, lines } = await check(dashboard, { format: 'table' });
    expect(lines).toEqual([
      expect.stringMatching(/^OK {7}panel Good A {2}1 series, \d+ points$/),
      expect.stringMatching(/^ERROR {4}panel Bad A {3}.*status 500 and says: the target "failing" always fails/),
      expect.stringMatching(/^OK {7}panel Bad B {3}a table of 4 rows, 5 columns$/),
    ]);
    expect(code).toBe(1);
  });

  it('asks what is in rows, and skips what is hidden or not for this server', async () => {
    const dashboard = {
      dashboard: {
        rows: [{ title: 'Row', panels: [panel('In a row', [query('sine')])] }],
        panels: [
          { type: 'row', title: 'Closed', panels: [panel('In a closed row', [query('sine')])] },
          panel('Hidden', [query('sine', { hide: true })]),
          panel('Other', [{ refId: 'A', expr: 'up' }], { datasource: { type: 'prometheus', uid: 'p' } }),
          panel('Mixed', [query('sine'), { refId: 'B', datasource: { type: '__expr__', uid: '__expr__' } }]),
          panel('Text', []),
        ],
      },
    };
    const { code, parts } = await check(dashboard);
    expect(states(parts)).toEqual([
      'OK In a closed row A',
      'SKIPPED Hidden A',
      'SKIPPED Other A',
      'OK Mixed A',
      'SKIPPED Mixed B',
      'OK In a row A',
    ]);
    expect(parts[2]?.says).toBe('belongs to a data source of the type prometheus');
    expect(code).toBe(0);
  });

  const off = { name: 'Off', datasource: ours, enable: false, query: 'deploy' };
  const on = { name: 'On', datasource: ours, enable: true, query: 'deploy' };
  const asSpec = ({ name, enable }: typeof off) => ({ spec: { name, enable, query: { group: ours.type, spec: {} } } });

  it.each([
    ['first', { annotations: { list: [off, on] }, panels: [] }],
    ['second', { annotations: [asSpec(off), asSpec(on)], elements: {} }],
  ])('asks for no annotation that is switched off, in the %s schema', async (_, dashboard) => {
    const { parts, notes } = await check(dashboard, { range: { from: 'now-7d' } });
    expect(parts).toMatchObject([
      { kind: 'annotation', name: 'Off', state: 'SKIPPED', says: 'switched off in the dashboard' },
      { kind: 'annotation', name: 'On', state: 'OK' },
    ]);
    expect(requests.map(({ url }) => url)).toEqual(['/annotations']);
    expect(notes).toEqual(['1 asked: 1 with data, 0 without, 0 failed; 1 skipped']);
  });

  it('asks only what belongs to one data source, by uid or name', async () => {
    const panels = [panel('Mine', [query('sine')]), panel('Old', [query('sine')], { datasource: 'By name' }), panel('None', [query('sine')], { datasource: null })]; // prettier-ignore
    expect(states((await check({ panels }, { dataSource: 'mine' })).parts)).toEqual(['OK Mine A', 'SKIPPED Old A', 'SKIPPED None A']); // prettier-ignore
    expect(states((await check({ panels }, { dataSource: 'By name' })).parts)).toEqual(['SKIPPED Mine A', 'OK Old A', 'SKIPPED None A']); // prettier-ignore
  });

  it('fills in variables as the pages do: the saved value, all of them, or what is given', async () => {
    const dashboard = {
      uid: 'u',
      time: { from: 'now-1h', to: 'now' },
      templating: {
        list: [
          { name: 'host', type: 'query', datasource: ours, query: 'hosts', current: { value: ['$__all'] } },
          { name: 'unit', type: 'custom', query: 'one : 1, two : 2', current: {} },
          { name: 'filters', type: 'adhoc', filters: [{ key: 'region', operator: '=', value: 'eu' }] },
        ],
      },
      panels: [panel('CPU of $host', [query('cpu load', { payload: '{"host":"$host","n":$unit}' })], { id: 7 })],
    };
    const { parts } = await check(dashboard);
    expect(parts).toMatchObject([
      { kind: 'variable', name: 'host', state: 'OK', says: '4 values; taken: web-1, web-2, web-3, db-1' },
      { kind: 'panel', name: 'CPU of {web-1,web-2,web-3,db-1}', state: 'OK' },
    ]);
    expect(requests.at(-1)).toMatchObject({
      url: '/query',
      body: {
        panelId: 7,
        dashboardUID: 'u',
        rangeRaw: { from: 'now-1h', to: 'now' },
        targets: [{ payload: { host: ['web-1', 'web-2', 'web-3', 'db-1'], n: 1 } }],
        adhocFilters: [{ key: 'region', operator: '=', value: 'eu' }],
      },
    });
    await check(dashboard, { variables: new Map([['host', 'db-1']]), range: { from: 'now-2h' } });
    expect(requests.at(-1)).toMatchObject({
      body: { rangeRaw: { from: 'now-2h', to: 'now' }, targets: [{ payload: { host: 'db-1', n: 1 } }] },
    });
  });

  it('reads the second schema', async () => {
    const source = { kind: 'DataQuery', group: ours.type, datasource: { name: 'mine' } };
    const dashboard = {
      apiVersion: 'dashboard.grafana.app/v2beta1',
      kind: 'Dashboard',
      spec: {
        timeSettings: { from: 'now-2d', to: 'now' },
        variables: [{ kind: 'QueryVariable', spec: { name: 'host', query: { ...source, spec: { query: 'hosts' } } } }],
        annotations: [{ kind: 'AnnotationQuery', spec: { name: 'D', enable: true, query: { ...source, spec: { target: 'deploy' } } } }], // prettier-ignore
        elements: {
          'panel-1': {
            kind: 'Panel',
            spec: {
              ...{ id: 1, title: 'Load of $host' },
              data: {
                kind: 'QueryGroup',
                spec: {
                  queries: [
                    {
                      kind: 'PanelQuery',
                      spec: { refId: 'A', query: { ...source, spec: { target: 'cpu load of $host' } } },
                    },
                    { kind: 'PanelQuery', spec: { refId: 'B', hidden: true, query: source } },
                    { kind: 'PanelQuery', spec: { refId: 'C', query: { kind: 'DataQuery', group: 'prometheus' } } },
                  ],
                },
              },
            },
          },
        },
      },
    };
    const { parts } = await check(dashboard);
    expect(states(parts)).toEqual([
      'OK host',
      'OK D',
      'OK Load of web-1 A',
      'SKIPPED Load of web-1 B',
      'SKIPPED Load of web-1 C',
    ]);
  });

  it.each([
    ['times that are none', { panels: [], time: { from: 'x', to: 'now' } }, 'expected a time such as'],
    ['a query in it for others only', { panels: [{ targets: [{ datasource: { type: 'prometheus' } }] }] }, '0 asked'],
  ])('fails for %s', async (_, dashboard, note) => {
    const { code, notes } = await check(dashboard);
    expect({ code, notes }).toEqual({ code: 1, notes: [expect.stringContaining(note)] });
  });

  it('says so when the dashboard asks nothing', async () => {
    const { code, notes } = await check({ panels: [] });
    expect({ code, notes }).toEqual({
      code: 1,
      notes: [expect.stringContaining('0 asked'), expect.stringContaining('The dashboard has no query')],
    });
  });

  it.each([
    ['an object', { title: 'x', password: 'hunter2' }, 'an object with "title", "password"'],
    ['an empty list', [], 'an empty list'],
    ['a panel', { title: 'Load', targets: [{ refId: 'A', target: 'load' }] }, 'a panel: use query --model FILE'],
    ['a panel of others', { targets: [{ refId: 'A', expr: 'up' }] }, 'a panel without such a query'],
    ['a query', { refId: 'A', target: 'load' }, 'saved queries: use query --model FILE'],
    ['a list of queries', [{ refId: 'A', target: 'load' }], 'saved queries: use query --model FILE'],
    [
      'rules',
      { groups: [{ rules: [{ title: 'r', data: [{ refId: 'A', datasourceUid: 'x', model: { target: 'load' } }] }] }] },
      'alert rules: use alert --model FILE',
    ],
    ['dashboards', [{ title: 'x', panels: [] }], 'a list of dashboards: give one at a time'],
    ['dashboards of the newer API', { items: [{ spec: { panels: [] } }] }, 'give one of its "items"'],
    ['an answer of the search', [{ uid: 'x', type: 'dash-db', title: 'x' }], 'fetch one from /api/dashboards/uid/UID'],
    ['a refusal of Grafana', { message: 'Unauthorized' }, 'with a token that may read it'],
    ['where dashboards are', { apiVersion: 1, providers: [] }, 'give one of the files in its "path"'],
    ['data sources', { apiVersion: 1, datasources: [] }, 'a provisioning file of data sources'],
    ['a ConfigMap', { kind: 'ConfigMap', data: { 'x.json': '{"panels":[]}' } }, 'a Kubernetes resource with'],
    ['the resource of an operator', { kind: 'GrafanaDashboard', spec: { json: '{}' } }, 'a Kubernetes resource with'],
    ['an empty dashboard', { title: 'x', schemaVersion: 39 }, 'a dashboard without panels'],
  ])('says what came in place of a dashboard: %s', async (_, content, got) => {
    const { code, notes } = await check(content);
    expect(code).toBe(1);
    expect(notes.join('\n')).toContain('--dashboard: expected a dashboard with "panels"');
    expect(notes.join('\n')).toContain(got);
    expect(notes.join('\n')).not.toContain('hunter2');
  });
});
