import { describe, expect, it } from '@jest/globals';
import type { DataSourceInstanceSettings, PluginContext } from '../../sdk/api/plugin-context.ts';
import { createCallRedactors } from './call-redactors.ts';
import { LiveSecrets } from './live-secrets.ts';
import { leftOut } from './secret-limits.ts';
import type { SecretHolders } from './secrets-of-call.ts';

const settings: DataSourceInstanceSettings = {
  id: 1,
  uid: 'a',
  name: 'name',
  url: 'http://localhost',
  user: '',
  database: '',
  basicAuthEnabled: false,
  basicAuthUser: '',
  jsonData: '{}',
  decryptedSecureJsonData: { basicAuthPassword: 'geheim' },
  lastUpdatedMs: 1,
};

/** Anew for each call, as they come from the wire. */
function contextOf(changed: Partial<DataSourceInstanceSettings> = {}, config = {}): PluginContext {
  const dataSourceInstanceSettings = structuredClone({ ...settings, ...changed });
  return { orgId: 1, userAgent: '', grafanaConfig: { GF_VERSION: '12.0.0', ...config }, dataSourceInstanceSettings };
}

function counting() {
  const created: unknown[] = [];
  const live = new LiveSecrets();
  const hold: LiveSecrets['hold'] = (secrets) => {
    created.push(secrets);
    return live.hold(secrets);
  };
  return { created, live, redactorFor: createCallRedactors({}, { hold }) };
}

describe('createCallRedactors', () => {
  it('looks at the secrets of equal calls once', () => {
    const { created, redactorFor } = counting();
    const first = redactorFor({ pluginContext: contextOf(), headers: { accept: 'a' } });
    const other = redactorFor({ pluginContext: contextOf({ uid: 'b' }) });
    expect(redactorFor({ pluginContext: contextOf(), headers: { accept: 'b' } })).toBe(first);
    expect(redactorFor({ pluginContext: contextOf({ uid: 'b' }) })).toBe(other);
    expect(created).toHaveLength(2);
  });

  it.each<[string, SecretHolders]>([
    ['another password', { pluginContext: contextOf({ decryptedSecureJsonData: { basicAuthPassword: 'anders' } }) }],
    [
      'one secret more',
      { pluginContext: contextOf({ decryptedSecureJsonData: { basicAuthPassword: 'geheim', a: 'b' } }) },
    ],
    ['another URL', { pluginContext: contextOf({ url: 'http://user:geheim@localhost' }) }],
    ['other jsonData', { pluginContext: contextOf({ jsonData: '{"customQueryParameters":"a=geheim"}' }) }],
    ['another user', { pluginContext: contextOf({ basicAuthUser: 'user' }) }],
    ['another key of Grafana', { pluginContext: contextOf({}, { GF_A: 'PRIVATE KEY' }) }],
    ["another person's token", { pluginContext: contextOf(), headers: { authorization: 'Bearer geheim' } }],
    ['no data source', {}],
  ])('looks again for %s, and again when the first comes back', (_, call) => {
    const { created, redactorFor } = counting();
    const first = redactorFor({ pluginContext: contextOf() });
    expect(redactorFor(call)).not.toBe(first);
    expect(created).toHaveLength(2);
    expect(redactorFor(call)).toBe(redactorFor(call));
    expect(created).toHaveLength(2);
  });

  it('forgets those that were asked longest ago', () => {
    const { created, redactorFor } = counting();
    for (let uid = 0; uid < 200; uid++) redactorFor({ pluginContext: contextOf({ uid: String(uid) }) });
    redactorFor({ pluginContext: contextOf({ uid: '0' }) });
    redactorFor({ pluginContext: contextOf({ uid: '200' }) });
    expect(created).toHaveLength(201);
    redactorFor({ pluginContext: contextOf({ uid: '0' }) });
    expect(created).toHaveLength(201);
    redactorFor({ pluginContext: contextOf({ uid: '1' }) });
    expect(created).toHaveLength(202);
  });

  it('shows nothing to whoever sends more secrets than can be looked for, and remembers none of it', () => {
    const { created, redactorFor } = counting();
    const redact = redactorFor({
      pluginContext: contextOf(),
      headers: { 'x-token': Array(40).fill('x'.repeat(1000)) },
    });
    expect([redact('text'), redact('')]).toEqual([leftOut, '']);
    expect(created).toHaveLength(0);
  });

  it('lends the secrets of those that it remembers', () => {
    const { live, redactorFor } = counting();
    redactorFor({ pluginContext: contextOf() });
    expect(live.redact('geheim')).toBe('[secret]');
    redactorFor({ pluginContext: contextOf({ decryptedSecureJsonData: { basicAuthPassword: 'anders' } }) });
    expect(live.redact('geheim anders')).toBe('geheim [secret]');
    for (let uid = 0; uid < 200; uid++)
      redactorFor({ pluginContext: contextOf({ uid: String(uid), decryptedSecureJsonData: {} }) });
    expect(live.redact('geheim anders')).toBe('geheim anders');
  });
});
