import { config } from '@grafana/runtime';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import * as React from 'react';

import { ConfigEditor } from './ConfigEditor.tsx';
import type { EditorProps } from './settings/settings-form.ts';

afterEach(cleanup);

type Options = EditorProps['options'];

const nothing: Options = {
  id: 1,
  name: 'My server',
  url: '',
  access: 'proxy',
  basicAuth: false,
  basicAuthUser: '',
  jsonData: {},
};

function setUp(options: Partial<Options> = {}) {
  const saved = { current: { ...nothing, ...options } };
  function Stateful() {
    const [shown, setShown] = React.useState(saved.current);
    return (
      <ConfigEditor
        options={shown}
        onOptionsChange={(changed) => {
          saved.current = changed;
          setShown(changed);
        }}
      />
    );
  }
  render(<Stateful />);
  return { user: userEvent.setup(), saved };
}

describe('ConfigEditor', () => {
  it('takes the address of the server, and says when it is none', async () => {
    const { user, saved } = setUp();
    const url = screen.getByRole('textbox', { name: 'URL' });
    await user.type(url, 'metrics');
    expect(screen.getByRole('alert').textContent).toMatch(/starting with http/);
    expect(url.getAttribute('aria-invalid')).toBe('true');
    await user.clear(url);
    await user.type(url, 'http://localhost:8080');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(saved.current.url).toBe('http://localhost:8080');
  });

  it('has basic auth where Grafana keeps it, and shows its fields when it is on', async () => {
    const { user, saved } = setUp();
    expect(screen.queryByLabelText('User')).toBeNull();
    await user.click(screen.getByRole('checkbox', { name: 'Basic auth' }));
    await user.type(screen.getByLabelText('User'), 'grafana');
    await user.type(screen.getByLabelText('Password'), 'secret');
    expect(saved.current).toMatchObject({
      basicAuth: true,
      basicAuthUser: 'grafana',
      jsonData: {},
      secureJsonData: { basicAuthPassword: 'secret' },
    });
  });

  it('takes over basic auth that Grafana 5 or 6 kept elsewhere', async () => {
    const { user, saved } = setUp({ jsonData: { basicAuth: true, basicAuthUser: 'old', timeout: 5 } });
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Basic auth' }).checked).toBe(true);
    await user.type(screen.getByLabelText('User'), 'er');
    expect(saved.current).toMatchObject({ basicAuth: true, basicAuthUser: 'older' });
    expect(saved.current.jsonData).toEqual({ timeout: 5 });
  });

  it('shows that a secret is configured without showing it, and lets it be replaced', async () => {
    const { user, saved } = setUp({ secureJsonFields: { bearerToken: true, apiKeyValue: true } });
    const shown = screen.getByRole<HTMLInputElement>('textbox', { name: 'Bearer token' });
    expect(shown).toMatchObject({ value: 'configured', disabled: true });
    await user.click(screen.getByRole('button', { name: 'Reset Bearer token' }));
    await user.type(screen.getByLabelText('Bearer token'), 'new');
    expect(saved.current.secureJsonData).toEqual({ bearerToken: 'new' });
    expect(saved.current.secureJsonFields).toEqual({ bearerToken: false, apiKeyValue: true });
  });

  it('adds, names and removes custom headers', async () => {
    const { user, saved } = setUp({
      jsonData: { httpHeaderName2: 'X-Two' },
      secureJsonFields: { httpHeaderValue2: true },
    });
    await user.click(screen.getByRole('button', { name: 'Add header' }));
    await user.type(screen.getByLabelText('Header 3 name'), 'X-Two');
    expect(screen.getAllByRole('alert')[0]?.textContent).toMatch(/there already/);
    await user.clear(screen.getByLabelText('Header 3 name'));
    await user.type(screen.getByLabelText('Header 3 name'), 'X-Three');
    await user.type(screen.getByLabelText('Header 3 value'), 'v');
    await user.click(screen.getByRole('button', { name: 'Remove header 2' }));
    expect(saved.current.jsonData).toEqual({ httpHeaderName3: 'X-Three' });
    expect(saved.current.secureJsonData).toEqual({ httpHeaderValue3: 'v', httpHeaderValue2: '' });
    expect(saved.current.secureJsonFields).toEqual({ httpHeaderValue2: false });
  });

  it('takes certificates, and says when something else was pasted', async () => {
    const { user, saved } = setUp();
    await user.click(screen.getByRole('checkbox', { name: 'Own certificate authority' }));
    await user.click(screen.getByLabelText('CA certificate'));
    await user.paste('hello');
    expect(screen.getByRole('alert').textContent).toMatch(/BEGIN CERTIFICATE/);
    await user.clear(screen.getByLabelText('CA certificate'));
    await user.paste('-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----');
    await user.click(screen.getByRole('checkbox', { name: 'Client certificate' }));
    await user.type(screen.getByLabelText('Private key'), 'x');
    await user.type(screen.getByLabelText('Server name'), 'internal');
    expect(saved.current.jsonData).toEqual({ tlsAuthWithCACert: true, tlsAuth: true, serverName: 'internal' });
    expect(saved.current.secureJsonData?.['tlsCACert']).toBe(
      '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----',
    );
  });

  it('takes forwarded cookies as a list when somebody goes on', async () => {
    const { user, saved } = setUp();
    await user.type(screen.getByLabelText('Forwarded cookies'), ' session,, tenant ');
    await user.tab();
    expect(saved.current.jsonData.keepCookies).toEqual(['session', 'tenant']);
    await user.clear(screen.getByLabelText('Forwarded cookies'));
    await user.tab();
    expect(saved.current.jsonData).toEqual({});
  });

  it('takes numbers, and says which it cannot take', async () => {
    const { user, saved } = setUp();
    const timeout = screen.getByLabelText('Timeout');
    await user.type(timeout, '1.5');
    expect(saved.current.jsonData).toEqual({ timeout: 1.5 });
    await user.type(timeout, 'x');
    expect(screen.getByRole('alert').textContent).toMatch(/seconds from 0 to 86400/);
    await user.clear(timeout);
    expect(saved.current.jsonData).toEqual({});
  });

  it.each([
    ['Dialect', 'json-datasource-0.7', { dialect: 'json-datasource-0.7' }],
    ['Time range', 'raw', { rangeFormat: 'raw' }],
    ['Query method', 'PUT', { queryMethod: 'PUT' }],
    ['Log level', 'debug', { logLevel: 'debug' }],
  ])('offers a choice of %s', async (label, value, jsonData) => {
    const { user, saved } = setUp();
    await user.selectOptions(screen.getByLabelText(label), value);
    expect(saved.current.jsonData).toEqual(jsonData);
  });

  it.each([
    ['Forward OAuth identity', 'oauthPassThru'],
    ['Skip TLS verification', 'tlsSkipVerify'],
    ['Strict', 'strict'],
  ])('switches %s', async (name, key) => {
    const { user, saved } = setUp();
    await user.click(screen.getByRole('checkbox', { name }));
    expect(saved.current.jsonData).toEqual({ [key]: true });
  });

  const foldedTitles = [
    'API key',
    'TLS',
    'HTTP headers',
    'Simple JSON server',
    'Forwarded identity',
    'Limits',
    'More',
  ] as const;

  const openTitles = (): readonly string[] =>
    foldedTitles.filter((title) => screen.getByText(title, { selector: 'summary' }).closest('details')?.open === true);

  it('shows a beginner the address and how to sign in, and folds the rest', () => {
    setUp();
    expect(openTitles()).toEqual([]);
    const unfolded = [...document.querySelectorAll('input, textarea, select')].filter(
      (control) => control.closest('details') === null,
    );
    expect(unfolded.length).toBe(3);
    const titles = [...document.querySelectorAll('h3, summary')].map(({ textContent }) => textContent);
    expect(titles).toEqual([
      'Connection',
      'Authentication',
      'API key',
      'TLS',
      'HTTP headers',
      'Additional settings',
      'Simple JSON server',
      'Forwarded identity',
      'Limits',
      'More',
    ]);
  });

  it.each<[(typeof foldedTitles)[number], Partial<Options>]>([
    ['API key', { secureJsonFields: { apiKeyValue: true } }],
    ['TLS', { jsonData: { tlsSkipVerify: true } }],
    ['TLS', { jsonData: { serverName: 'a' } }],
    ['HTTP headers', { jsonData: { httpHeaderName1: 'X-A' } }],
    ['Simple JSON server', { jsonData: { strict: true } }],
    ['Forwarded identity', { jsonData: { keepCookies: ['a'] } }],
    ['Limits', { jsonData: { retries: 5 } }],
    ['More', { jsonData: { customQueryParameters: 'a=b' } }],
  ])('opens %s, and nothing else, where it is used', (title, options) => {
    setUp(options);
    expect(openTitles()).toEqual([title]);
  });

  it('has the secure socks proxy only where Grafana has one', () => {
    setUp();
    expect(screen.queryByLabelText('Secure socks proxy')).toBeNull();
    cleanup();
    Object.assign(config, { secureSocksDSProxyEnabled: true });
    setUp();
    Object.assign(config, { secureSocksDSProxyEnabled: false });
    expect(screen.getByLabelText('Secure socks proxy')).toBeTruthy();
  });

  describe('limits of live panels', () => {
    const today = config.buildInfo;

    afterEach(() => {
      Object.assign(config, { buildInfo: today });
    });

    it.each(['8.5.0', '10.1.5', '13.0.0'])('are offered by Grafana %s', (version) => {
      Object.assign(config, { buildInfo: { version } });
      setUp({ jsonData: { maxLiveStreams: 5 } });
      expect(screen.getByLabelText<HTMLInputElement>('Live streams').value).toBe('5');
      expect(screen.getByLabelText('Live interval')).toBeTruthy();
      expect(openTitles()).toEqual(['Limits']);
    });

    it.each(['7.0.0', '7.5.17', '8.4.11', '8.4.0-beta1'])('are kept and not offered by Grafana %s', async (version) => {
      Object.assign(config, { buildInfo: { version } });
      const { user, saved } = setUp({ jsonData: { maxLiveStreams: 5, minLiveIntervalMs: 2000 } });
      expect(openTitles()).toEqual([]);
      expect(screen.queryByLabelText(/^Live/)).toBeNull();
      await user.type(screen.getByLabelText('Retries'), '4');
      expect(saved.current.jsonData).toEqual({ maxLiveStreams: 5, minLiveIntervalMs: 2000, retries: 4 });
    });
  });

  it('only shows what comes from a provisioning file', () => {
    setUp({
      readOnly: true,
      basicAuth: true,
      jsonData: { httpHeaderName1: 'X-A', tlsAuth: true },
      secureJsonFields: { basicAuthPassword: true },
    });
    const controls = [
      ...screen.getAllByRole<HTMLInputElement>('textbox'),
      ...screen.getAllByRole<HTMLInputElement>('checkbox'),
      ...screen.getAllByRole<HTMLSelectElement>('combobox'),
      ...screen.getAllByRole<HTMLButtonElement>('button'),
    ];
    expect(controls.filter(({ disabled }) => !disabled)).toEqual([]);
  });

  it('ties every control to a label, and descriptions to their controls', () => {
    setUp({ basicAuth: true, jsonData: { tlsAuth: true, tlsAuthWithCACert: true, httpHeaderName1: 'X-A' } });
    const controls = [...document.querySelectorAll<HTMLInputElement>('input, textarea, select')];
    expect(controls.length).toBeGreaterThan(30);
    expect(controls.filter(({ labels }) => (labels?.length ?? 0) === 0)).toEqual([]);
    const url = screen.getByLabelText('URL');
    expect(document.getElementById(url.getAttribute('aria-describedby') ?? '')?.textContent).toMatch(/\/search/);
  });

  it('groups its settings under headings', () => {
    setUp();
    const connection = screen.getByRole('region', { name: 'Connection' });
    expect(within(connection).getByLabelText('URL')).toBeTruthy();
  });
});
