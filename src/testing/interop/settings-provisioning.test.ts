import { createServer } from 'node:https';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import pluginJson from '../../plugin.json' with { type: 'json' };
import { createCertificateAuthority } from '../support/certificates/certificate-authority.ts';
import { listen, type Listening } from '../support/listen.ts';
import { oneSeries, openSettingsStage, type SettingsStage, type StoredDataSource } from './settings-stage.ts';

const authority = createCertificateAuthority('interop authority');
const { certificate: cert, key } = authority.issue({ names: ['127.0.0.1'] });

/** As people have it for Grafana's own JSON data sources; of it, only the type is another. */
const provisioningFile = `
apiVersion: 1
datasources:
  - name: My JSON
    uid: my-json
    type: ${pluginJson.id}
    access: proxy
    url: https://$HOST/grafana
    basicAuth: true
    basicAuthUser: grafana
    jsonData: {tlsAuthWithCACert: true, httpHeaderName1: X-Tenant, timeout: 60, keepCookies: [sid], oauthPassThru: false}
    secureJsonData: {basicAuthPassword: $PASS, httpHeaderValue1: team-a, tlsCACert: $CA_PEM}
`;

/** The same written out, with a text of several lines instead of a variable, and numbers as text. */
const longFile = `
apiVersion: 1
datasources:
  - name: My JSON
    type: ${pluginJson.id}
    access: proxy
    orgId: 1
    url: https://$HOST/grafana/
    isDefault: true
    editable: false
    version: 3
    basicAuth: true
    basicAuthUser: "grafana"
    jsonData:
      tlsAuth: false
      tlsAuthWithCACert: true
      tlsSkipVerify: false
      httpHeaderName1: 'X-Tenant'
      timeout: "60"
      keepCookies:
        - sid
      oauthPassThru: false
      manageAlerts: false
    secureJsonData:
      basicAuthPassword: $PASS
      httpHeaderValue1: team-a
      tlsCACert: |
${authority.certificate.replaceAll(/^/gm, '        ')}
`;

let stage: SettingsStage;
let server: Listening;
let requests: { readonly url: string | undefined; readonly headers: Readonly<Record<string, unknown>> }[];

beforeAll(async () => {
  stage = await openSettingsStage();
});

afterAll(async () => {
  await stage.close();
});

beforeEach(async () => {
  requests = [];
  server = await listen(
    createServer({ cert, key }, ({ url, headers }, response) => {
      requests.push({ url, headers });
      response.end(JSON.stringify(url?.endsWith('/search') === true ? ['a'] : oneSeries));
    }),
  );
});

afterEach(async () => {
  await server.close();
});

type Variables = Readonly<Record<string, string>>;

/** As Grafana reads it: YAML first, then variables in the texts. */
function provision(file: string, caPem = authority.certificate): StoredDataSource {
  const variables = { HOST: `127.0.0.1:${server.port}`, PASS: 'pa$$word', CA_PEM: caPem };
  const { datasources } = parse(file) as { readonly datasources: readonly StoredDataSource[] };
  const [source] = withVariables(datasources, variables) as readonly StoredDataSource[];
  if (source === undefined) throw new Error('expected a data source, got none');
  return source;
}

function withVariables(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return value.replaceAll(/\$(\w+)/g, (_, name: string) => variables[name] ?? '');
  if (Array.isArray(value)) return value.map((element) => withVariables(element, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withVariables(part, variables)]));
}

function expectTheirHeaders(path: string): void {
  expect(requests.at(-1)).toMatchObject({
    url: path,
    headers: {
      authorization: `Basic ${Buffer.from('grafana:pa$$word').toString('base64')}`,
      'x-tenant': 'team-a',
      cookie: 'sid=1',
    },
  });
}

const headers = { Cookie: 'sid=1; grafana_session=secret', Authorization: 'Bearer person-token' };

describe.each([
  ['in short', provisioningFile],
  ['written out', longFile],
])('a provisioning file %s', (_, file) => {
  it('works for queries, as it is', async () => {
    expect(await stage.query(2, provision(file), { headers })).toMatchObject({ error: '', values: [42] });
    expectTheirHeaders('/grafana/query');
  });

  it('works for alert rules', async () => {
    const asked = { headers: { ...headers, FromAlert: 'true' }, intervalMs: 0, maxDataPoints: 0 };
    expect(await stage.query(2, provision(file), asked)).toMatchObject({ error: '', values: [42] });
    expectTheirHeaders('/grafana/query');
  });

  it('works for what the pages ask', async () => {
    const answer = await stage.callResource(provision(file), { path: 'search', body: { target: '' }, headers });
    expect(answer).toMatchObject({ code: 200, body: '["a"]' });
    expectTheirHeaders('/grafana/search');
  });

  it('works for "Save & test"', async () => {
    const { status, message } = await stage.checkHealth(provision(file), { headers });
    expect([status, message]).toEqual(['OK', expect.stringContaining('metrics are listed by /search')]);
    expect(requests[0]?.url).toBe('/grafana/');
    expectTheirHeaders(requests.at(-1)?.url ?? '');
  });

  it('works in version 1 with the user in jsonData as well', async () => {
    const { basicAuth, basicAuthUser, jsonData, ...source } = provision(file);
    const answer = await stage.query(1, { ...source, jsonData: { ...jsonData, basicAuth, basicAuthUser } });
    expect(answer).toMatchObject({ error: '', values: [42] });
    expect(requests).toMatchObject([{ url: '/grafana/query', headers: { 'x-tenant': 'team-a' } }]);
    expect(requests[0]?.headers['authorization']).toBe(`Basic ${Buffer.from('grafana:pa$$word').toString('base64')}`);
  });
});

it('its PEM text may have been through an environment variable', async () => {
  const source = provision(provisioningFile, authority.certificate.replaceAll('\n', String.raw`\n`));
  expect(await stage.query(2, source)).toMatchObject({ error: '', values: [42] });
});
