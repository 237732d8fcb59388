import { describe, expect, it } from '@jest/globals';
import type { DataSourceInstanceSettings, PluginContext } from '../api/plugin-context.ts';
import { PluginError } from '../api/plugin-error.ts';
import { checkContext } from './check-context.ts';

const settings: DataSourceInstanceSettings = {
  id: 1,
  uid: 'u',
  name: 'n',
  url: 'http://server',
  user: '',
  database: '',
  basicAuthEnabled: false,
  basicAuthUser: '',
  jsonData: '{}',
  decryptedSecureJsonData: {},
};
const context: PluginContext = { orgId: 1, userAgent: '', grafanaConfig: {}, dataSourceInstanceSettings: settings };
const user = { login: '', name: '', email: '', role: '' };
const long = 'x'.repeat(64 * 1024);
const longer = `${long}x`;

function numbered(count: number, value: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [String(i), value]));
}

describe('checkContext', () => {
  it.each<[string, (text: string) => Partial<PluginContext>]>([
    ["the data source's uid", (uid) => ({ dataSourceInstanceSettings: { ...settings, uid } })],
    ["the data source's name", (name) => ({ dataSourceInstanceSettings: { ...settings, name } })],
    ["the data source's user", (text) => ({ dataSourceInstanceSettings: { ...settings, user: text } })],
    ["the data source's database", (database) => ({ dataSourceInstanceSettings: { ...settings, database } })],
    ["the data source's basicAuthUser", (text) => ({ dataSourceInstanceSettings: { ...settings, basicAuthUser: text } })], // prettier-ignore
    ["the user's login", (login) => ({ user: { ...user, login } })],
    ["the user's name", (name) => ({ user: { ...user, name } })],
    ["the user's email", (email) => ({ user: { ...user, email } })],
    ["the user's role", (role) => ({ user: { ...user, role } })],
    ["Grafana's user agent", (userAgent) => ({ userAgent })],
    ["the plugin's version", (pluginVersion) => ({ pluginVersion })],
  ])('refuses too long a text by name: %s', (name, withText) => {
    const checked = (text: string) => (): void => {
      checkContext({ pluginContext: { ...context, ...withText(text) }, headers: {} });
    };
    expect(checked(long)).not.toThrow();
    const message = `expected ${name} to have at most 65536 characters, got 65537; what comes with a call may not be longer`;
    expect(checked(longer)).toThrow(new PluginError(message, { errorSource: 'plugin', status: 400 }));
  });

  it.each([
    ['as many headers as allowed', 20_000, '', undefined],
    [
      'more headers',
      20_001,
      '',
      'expected at most 20000 headers of the call, of 4194304 characters together, got more',
    ],
    ['as much text as allowed', 60, long, undefined],
    ['more text', 64, long, 'headers of the call'],
  ])('counts %s', (_, count, value, message) => {
    for (const headers of [
      numbered(count, value),
      Object.fromEntries(Object.entries(numbered(count, value)).map(([k, v]) => [k, v === '' ? [] : [v]])),
    ]) {
      const check = (): void => {
        checkContext({ pluginContext: context, headers });
      };
      if (message === undefined) expect(check).not.toThrow();
      else expect(check).toThrow(message);
    }
  });

  it('counts what the host says of itself in the same way, and needs no data source', () => {
    const check = (): void => {
      checkContext({ pluginContext: { orgId: 1, userAgent: '', grafanaConfig: numbered(20_001, '') }, headers: {} });
    };
    expect(check).toThrow("expected at most 20000 settings of Grafana's own");
  });
});
