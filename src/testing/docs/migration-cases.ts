/** What people have when they come from another plugin: a provisioning file, and targets as that plugin saved them. */
export interface MigrationCase {
  readonly from: string;
  readonly type: string;
  /** Beside name, uid, type, access and url. */
  readonly settings: string;
  /** The targets of a dashboard's panels, each with the texts or numbers that its answer must hold. */
  readonly targets: readonly (readonly [target: Readonly<Record<string, unknown>>, expected: unknown])[];
  /** As that plugin kept it in a dashboard, where it has annotations. */
  readonly annotation?: Readonly<Record<string, unknown>>;
  /** A model in an alert rule. */
  readonly rule: Readonly<Record<string, unknown>>;
}

const simpleJsonBody = JSON.stringify({
  range: { from: '${__from:date:iso}', to: '${__to:date:iso}' },
  intervalMs: 60_000,
  targets: [{ target: 'constant 42', refId: 'A', type: 'timeserie' }],
});

export const migrationCases: readonly MigrationCase[] = [
  {
    from: 'Simple JSON 1.4',
    type: 'grafana-simple-json-datasource',
    settings: 'jsonData: {httpHeaderName1: X-Tenant}\n    secureJsonData: {httpHeaderValue1: team-a}',
    targets: [
      [{ refId: 'A', target: 'constant 42', type: 'timeserie', hide: false, rawQuery: false }, 42],
      [{ refId: 'A', target: 'inventory', type: 'table' }, 'web-1'],
    ],
    annotation: { name: 'deploys', enable: true, iconColor: 'red', query: 'deploy' },
    rule: { refId: 'A', target: 'constant 42', type: 'timeserie' },
  },
  {
    from: 'its Go successor 1.0',
    type: 'grafana-simple-json-backend-datasource',
    settings: 'basicAuth: true\n    basicAuthUser: grafana\n    secureJsonData: {basicAuthPassword: secret}',
    targets: [
      [{ refId: 'A', target: 'constant 42', type: 'timeserie', datasourceId: 7, queryType: 'query' }, 42],
      [{ refId: 'A', target: 'inventory', type: 'table', rawQuery: true }, 'web-1'],
    ],
    rule: { refId: 'A', target: 'constant 42', type: 'timeserie' },
  },
  {
    from: 'JSON 0.6 (simPod)',
    type: 'simpod-json-datasource',
    settings: 'jsonData: {timeout: "20", keepCookies: [sid]}',
    targets: [
      [{ refId: 'A', target: 'constant 42', payload: '', editorMode: 'code' }, 42],
      [{ refId: 'A', target: 'cpu load', payload: { host: ['web-2'] }, editorMode: 'builder' }, { host: 'web-2', region: 'eu' }], // prettier-ignore
      [{ refId: 'A', target: 'inventory', payload: '{}' }, 'web-1'],
    ],
    rule: { refId: 'A', target: 'constant 42', payload: '' },
  },
  {
    from: 'Infinity 3',
    type: 'yesoreyeram-infinity-datasource',
    settings: 'jsonData: {auth_method: bearerToken, tlsSkipVerify: false}\n    secureJsonData: {bearerToken: abc}',
    targets: [
      [
        {
          ...{ refId: 'A', type: 'json', source: 'url', format: 'timeseries', parser: 'backend', root_selector: '' },
          ...{ url: 'http://metrics.example.com/query', columns: [], filters: [], computed_columns: [] },
          url_options: {
            method: 'POST',
            body_type: 'raw',
            body_content_type: 'application/json',
            data: simpleJsonBody,
          },
        },
        42,
      ],
    ],
    rule: {
      ...{ refId: 'A', type: 'json', source: 'url', format: 'timeseries', parser: 'backend', url: '/query' },
      url_options: { method: 'POST', body_type: 'raw', data: simpleJsonBody },
    },
  },
  {
    from: 'JSON API 1.3',
    type: 'marcusolsson-json-datasource',
    settings: 'jsonData: {queryParams: ""}',
    targets: [
      [
        {
          ...{ refId: 'A', method: 'POST', urlPath: '/query', body: simpleJsonBody, cacheDurationSeconds: 300 },
          ...{
            fields: [{ jsonPath: '$[*].datapoints[*][0]', language: 'jsonpath' }],
            params: [['', '']],
            headers: [['', '']],
          },
        },
        42,
      ],
    ],
    rule: { refId: 'A', method: 'POST', urlPath: '/query', body: simpleJsonBody, fields: [{ jsonPath: '$' }] },
  },
];
