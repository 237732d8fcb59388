import type { AngularController, AngularDataSource, AngularPlugin, LegacyData } from './angular-plugin.ts';
import { type Moment, moment, type Timeout } from './angular-types.ts';
import { describe } from '../react/query-react.ts';
import type { BackendSrv } from '../backend-srv.ts';
import { alertBox, drawResult, type PlainResult, type PlainTable } from '../plain-result.ts';
import { givenModel } from '../react/react-plugin.ts';

export interface AngularParts {
  readonly plugin: AngularPlugin;
  readonly settings: Record<string, unknown>;
  readonly backendSrv: BackendSrv;
  readonly timeout: Timeout;
  readonly createDataSource: (settings: object) => AngularDataSource;
}

/** One page of Grafana 5 and 6: its scope, and the markup around the plugin's part. */
export interface AngularView {
  readonly controller?: AngularController;
  /** The plugin's part takes these of the scope. */
  readonly bindings: readonly string[];
  readonly scope: object;
  readonly before?: string;
  readonly after: string;
}

const resultMarkup = `<section class="host-part host-results" aria-label="Result"><h2>Result</h2><div id="result" data-state="waiting"></div></section>`;

export function configView({ plugin, settings, backendSrv, createDataSource }: AngularParts): AngularView {
  async function saveAndTest(): Promise<{ readonly status: string; readonly message: string }> {
    const { datasource } = (await backendSrv.put('/api/datasources/1', settings)) as { readonly datasource: object };
    return await createDataSource(datasource).testDatasource();
  }
  function test(): void {
    const answer = document.querySelector('#answer');
    answer?.replaceChildren();
    saveAndTest().then(
      ({ status, message }) => answer?.replaceChildren(alertBox(status, message)),
      (error: unknown) => answer?.replaceChildren(alertBox('error', describe(error))),
    );
  }
  return {
    controller: plugin.ConfigCtrl,
    bindings: ['meta', 'current'],
    scope: { meta: {}, current: settings, test },
    after: `<button type="button" class="host-button" ng-disabled="current.readOnly" ng-click="test()">Save &amp; Test</button><div id="answer"></div>`,
  };
}

export function queryView({ plugin, settings, timeout, createDataSource }: AngularParts): AngularView {
  const datasource = createDataSource(settings);
  const target = { refId: 'A', ...givenModel() };
  const panel = { id: 2, type: 'graph', targets: [target] };
  function run(): void {
    show({ state: 'loading', tables: [] });
    datasource
      .query({ ...queryOptions(), panelId: panel.id, targets: panel.targets.map((one) => ({ ...one })) })
      .then(({ data }) => {
        show({ state: 'done', tables: data.map(toTable) });
      }, fail);
  }
  const panelCtrl = {
    panel,
    refresh: () => {
      timeout(run);
    },
  };
  panelCtrl.refresh();
  return {
    controller: plugin.QueryCtrl,
    bindings: ['target', 'panelCtrl', 'datasource'],
    scope: { target, panelCtrl, datasource },
    after: resultMarkup,
  };
}

/** Grafana 5 and 6 have their own editor for variables: a text. */
export function variableView({ settings, createDataSource }: AngularParts): AngularView {
  const datasource = createDataSource(settings);
  function run(query: string): void {
    show({ state: 'loading', tables: [] });
    datasource.metricFindQuery(query, { ...queryOptions(), variable: { name: 'host' } }).then((options) => {
      const rows = options.map(({ text, value }) => [text, value ?? text]);
      show({ state: 'done', tables: [{ title: 'Values', columns: ['text', 'value'], rows, points: [], notices: [] }] });
    }, fail);
  }
  return {
    bindings: [],
    scope: { query: '', run },
    before: `<label class="host-field">Query <input ng-model="query" ng-blur="run(query)"></label>`,
    after: resultMarkup,
  };
}

export function annotationView({ plugin, settings, createDataSource }: AngularParts): AngularView {
  const datasource = createDataSource(settings);
  const annotation = { name: 'Deploys', enable: true, iconColor: 'red', query: 'deploy' };
  function run(): void {
    show({ state: 'loading', tables: [] });
    datasource.annotationQuery({ ...queryOptions(), annotation, dashboard: { id: 1 } }).then((events) => {
      const columns = ['time', 'title', 'text'];
      const rows = events.map((event) => columns.map((name) => event[name] ?? null));
      show({ state: 'done', tables: [{ title: 'Events', columns, rows, points: [], notices: [] }] });
    }, fail);
  }
  run();
  return {
    controller: plugin.AnnotationsQueryCtrl,
    bindings: ['annotation', 'datasource'],
    scope: { annotation, datasource, run },
    after: `<button type="button" class="host-button" ng-click="run()">Update</button>${resultMarkup}`,
  };
}

/** The last six hours, as the time picker of a dashboard has them. */
export function timeRange(): { readonly from: Moment; readonly to: Moment; readonly raw: object } {
  return { from: moment().subtract(6, 'hours'), to: moment(), raw: { from: 'now-6h', to: 'now' } };
}

function queryOptions(): object {
  const range = timeRange();
  return {
    timezone: 'browser',
    range,
    rangeRaw: range.raw,
    interval: '1m',
    intervalMs: 60_000,
    maxDataPoints: 360,
    scopedVars: { __interval: { text: '1m', value: '1m' }, __interval_ms: { text: 60_000, value: 60_000 } },
  };
}

function show(result: PlainResult): void {
  const container = document.querySelector('#result');
  if (container === null) window.setTimeout(show, 0, result);
  else drawResult(container, result);
}

function fail(error: unknown): void {
  show({ state: 'error', tables: [], error: describe(error) });
}

function toTable({ target, datapoints, columns = [], rows = [] }: LegacyData): PlainTable {
  if (datapoints === undefined) {
    return { title: 'Table', columns: columns.map(({ text }) => text), rows, points: [], notices: [] };
  }
  return {
    title: target ?? '',
    columns: ['Time', target ?? ''],
    rows: datapoints.map(([value, time]) => [time, value]),
    points: datapoints.flatMap(([value, time]) => (value === null ? [] : [[time, value] as const])),
    notices: [],
  };
}
