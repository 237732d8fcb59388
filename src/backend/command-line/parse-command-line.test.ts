import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import packageJson from '../../../package.json' with { type: 'json' };
import { parseCommandLine as parse } from './parse-command-line.ts';

const parseCommandLine = (args: readonly string[], environment = {}) => parse(args, environment);

const url = 'http://127.0.0.1:8080';
const secret = 'hunter2';
const dataSourceName = 'Simple JSON with Alerting';

afterEach(() => {
  delete process.env['SIMPLE_JSON_BASIC_AUTH'];
});

describe('parseCommandLine', () => {
  it('serves when there are no arguments', () => {
    expect(parseCommandLine([])).toEqual({ kind: 'serve' });
  });

  it('prints the version', () => {
    expect(parseCommandLine(['--version'])).toEqual({
      kind: 'print',
      stdout: `${packageJson.version}\n`,
      stderr: '',
      exitCode: 0,
    });
  });

  it.each([
    [['--help'], /Usage: simple-json-plugin .*example-server .*health .*query .*Examples:\n {2}simple-json-plugin /s],
    [['help'], /Usage: simple-json-plugin \[options\] \[command\]/],
    [
      ['query', '--help'],
      /Usage: simple-json-plugin query .*--target <name>.*Examples:\n {2}simple-json-plugin query /s,
    ],
    [['health', '--help'], /Usage: simple-json-plugin health .*--url <url>/s],
    [['example-server', '--help'], /Usage: simple-json-plugin example-server .*--port <number>/s],
  ])('helps: %j', (args, text) => {
    expect(parseCommandLine(args)).toEqual({
      kind: 'print',
      stdout: expect.stringMatching(text),
      stderr: '',
      exitCode: 0,
    });
  });

  it.each([['--help'], ['query', '--help'], ['alert', '--help']])('calls itself as it was called: %s %s', (...args) => {
    const command = parse(args, {}, '"./plugin folder/backend"');
    if (command.kind !== 'print') throw new Error('expected help');
    expect(command.stdout).toMatch(/^Usage: "\.\/plugin folder\/backend" /);
    expect(command.stdout).toMatch(/^Examples:\n {2}"\.\/plugin folder\/backend" [a-z]/m);
    expect(command.stdout).not.toContain('simple-json-plugin');
  });

  it('reads example-server', () => {
    expect(parseCommandLine(['example-server'])).toEqual({
      kind: 'example-server',
      options: { host: '127.0.0.1', port: 8080, log: false, logHeaders: false, stream: false, dataSourceName },
    });
    expect(parseCommandLine(['example-server', '--port', '0', '--host', '::1', '--log'])).toEqual({
      kind: 'example-server',
      options: { host: '::1', port: 0, log: true, logHeaders: false, stream: false, dataSourceName },
    });
  });

  it('reads health with everything a server may need', () => {
    const args = [
      '--header',
      'X-Key: a: b',
      '--header',
      'Y:',
      '--basic-auth',
      'me:se:cret',
      '--json-data',
      '{"timeout":5}',
    ];
    expect(parseCommandLine(['health', '--url', url, ...args])).toEqual({
      kind: 'health',
      options: {
        server: {
          url,
          headers: [
            { name: 'X-Key', value: 'a: b' },
            { name: 'Y', value: '' },
          ],
          basicAuth: { user: 'me', password: 'se:cret' },
          jsonData: { timeout: 5 },
          secureJsonData: {},
        },
      },
    });
  });

  it('takes the password from the environment', () => {
    process.env['SIMPLE_JSON_BASIC_AUTH'] = 'me:secret';
    expect(parseCommandLine(['health', '--url', url])).toMatchObject({
      options: { server: { basicAuth: { user: 'me', password: 'secret' } } },
    });
  });

  it('reads query, its defaults first', () => {
    const server = { url, headers: [], basicAuth: undefined, jsonData: {}, secureJsonData: {} };
    const defaults = {
      server,
      targets: ['a'],
      models: [],
      type: 'timeseries',
      from: 'now-6h',
      to: 'now',
      format: 'table',
      maxDataPoints: undefined,
      intervalMs: undefined,
      payload: undefined,
      all: false,
      follow: false,
    };
    expect(parseCommandLine(['query', '--url', url, '--target', 'a'])).toEqual({
      kind: 'query',
      options: defaults,
      hints: [],
    });
    const range = ['--from', 'now-1d/d', '--to', 'now/d', '--max-data-points', '10', '--interval-ms', '1000'];
    const rest = ['--target', 'b c', '--type', 'table', '--format', 'chart', '--payload', '["x"]', '--all'];
    expect(parseCommandLine(['query', '--url', url, '--target', 'a', ...range, ...rest])).toEqual({
      kind: 'query',
      options: {
        server,
        targets: ['a', 'b c'],
        models: [],
        type: 'table',
        from: 'now-1d/d',
        to: 'now/d',
        format: 'chart',
        maxDataPoints: 10,
        intervalMs: 1000,
        payload: ['x'],
        all: true,
        follow: false,
      },
      hints: [],
    });
  });

  it.each([
    [['quer'], /unknown command 'quer'\n\(Did you mean query\?\)/],
    [['--port', '1'], /unknown option '--port'/],
    [['query', '--url', url], /required option '--target <name>' not specified/],
    [['query', '--target', 'a'], /required option '--url <url>' not specified/],
    [['health', '--url', '127.0.0.1:8080'], /Expected a URL such as http:\/\/127.0.0.1:8080/],
    [['health', '--url', url, '--json-data', '[]'], /Expected a JSON object/],
    [['health', '--url', url, 'more'], /too many arguments/],
    [['query', '--url', url, '--target', 'a', '--type', 'x'], /Allowed choices are timeseries, table/],
    [['query', '--url', url, '--target', 'a', '--format', 'x'], /Allowed choices are table, json, chart/],
    [['query', '--url', url, '--target', 'a', '--payload', '{'], /Expected JSON/],
    [['query', '--url', url, '--target', 'a', '--max-data-points', '0'], /whole number from 1 to 1000000000/],
    [['query', '--url', url, '--target', 'a', '--interval-ms', '1s'], /whole number from 1 to/],
    [['example-server', '--port', '65536'], /whole number from 0 to 65535/],
  ])('refuses %j', (args, text) => {
    expect(parseCommandLine(args)).toEqual({
      kind: 'print',
      stdout: '',
      stderr: expect.stringMatching(text),
      exitCode: 1,
    });
  });

  it.each([
    ['--header', "expected --header 'Name: value'"],
    ['--basic-auth', 'expected --basic-auth user:password'],
  ])('does not show what %s was given', (flag, text) => {
    const command = parseCommandLine(['health', '--url', url, flag, secret]);
    expect(command).toMatchObject({ kind: 'print', stderr: expect.stringContaining(text), exitCode: 1 });
    expect(JSON.stringify(command)).not.toContain(secret);
  });

  it.each(['query', 'alert'])("takes the original plugin's word for a time series, and says so: %s", (command) => {
    const args = [command, '--url', url, '--target', 'a', '--type', 'timeserie'];
    expect(parseCommandLine(args)).toMatchObject({
      options: command === 'query' ? { type: 'timeseries' } : { questions: [{ type: 'timeseries' }] },
      hints: [expect.stringMatching(/"timeserie" is what the original plugin called it/)],
    });
  });

  describe('with files', () => {
    let folder: string;
    const put = (name: string, content: unknown): string => {
      const file = path.join(folder, name);
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      return file;
    };

    beforeAll(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'given-'));
    });

    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    it('reads secrets from a file, which may name files and variables', () => {
      const pem = put('ca.pem', '-----BEGIN CERTIFICATE-----\n');
      const given = { tlsCACert: `$__file{${pem}}`, bearerToken: '$__env{TOKEN}', apiKeyValue: 'a$b' };
      const args = ['health', '--url', url, '--secure-json-data', put('secrets.json', given)];
      expect(
        parseCommandLine(args, { TOKEN: 't', SIMPLE_JSON_SECURE_JSON_DATA: '{"password":"other"}' }),
      ).toMatchObject({
        options: {
          server: {
            secureJsonData: { tlsCACert: '-----BEGIN CERTIFICATE-----', bearerToken: 't', apiKeyValue: 'a$b' },
          },
        },
      });
    });

    it('reads secrets and dashboards as YAML, with what it has for repeated parts', () => {
      const dashboard = put('dashboard.yaml', 'x: &x { title: a }\npanels:\n  - <<: *x\n    targets: []\n');
      const args = ['query', '--url', url, '--dashboard', dashboard];
      expect(parseCommandLine(args)).toMatchObject({
        options: { dashboard: { panels: [{ title: 'a', targets: [] }] } },
      });
      const secrets = put('secrets.yaml', '# of my server\nbearerToken: $TOKEN\n');
      expect(parseCommandLine([...args, '--secure-json-data', secrets], { TOKEN: 't' })).toMatchObject({
        options: { server: { secureJsonData: { bearerToken: 't' } } },
      });
    });

    it('reads the secrets of a provisioning file', () => {
      const file = put(
        'source.yaml',
        'apiVersion: 1\ndatasources:\n  - url: http://a\n    secureJsonData: { password: $P }\n',
      );
      expect(parseCommandLine(['health', '--url', url, '--secure-json-data', file], { P: 'p' })).toMatchObject({
        options: { server: { secureJsonData: { password: 'p' } } },
      });
    });

    it('reads secrets from the environment', () => {
      const environment = { SIMPLE_JSON_SECURE_JSON_DATA: '{"bearerToken":"t"}' };
      expect(parseCommandLine(['health', '--url', url], environment)).toMatchObject({
        options: { server: { secureJsonData: { bearerToken: 't' } } },
      });
    });

    it.each([
      ['JSON in place of a file', () => `{"bearerToken":"${secret}"}`, /expected the name of a file.*got JSON/],
      ['a file that is not there', () => path.join(folder, 'none'), /cannot read the file .*ENOENT/],
      ['no JSON', () => put('a', secret), /expected JSON or YAML in ".*", got something else/],
      ['a fault', () => put('f', `password: "${secret}\n  b: c`), /got something else, which is neither at line \d+/],
      ['no value but a list', () => put('g', `password: [${secret}]`), /expected the secret "password" to be a text/],
      ['two data sources', () => put('h', { datasources: [1, 2].map(() => ({ secureJsonData: { password: secret } })) }), /expected one data source .*, got 2/], // prettier-ignore
      ['a data source without any', () => put('i', { datasources: [{ password: secret }] }), /expected one data source .*, got 0/], // prettier-ignore
      ['a list', () => put('b', [secret]), /expected the secrets to be a JSON object/],
      [
        'a number',
        () => put('c', { bearerToken: 5, password: secret }),
        /expected the secret "bearerToken" to be a text/,
      ],
      ['a variable that is not set', () => put('d', { password: '$__env{NONE}' }), /environment variable NONE/],
      ['a file in it that is not there', () => put('e', { tlsCACert: '$__file{/none}' }), /"\/none".*ENOENT/],
    ])('refuses %s for secrets, and shows none', (_, file, text) => {
      const command = parseCommandLine(['health', '--url', url, '--secure-json-data', file()]);
      expect(command).toMatchObject({ kind: 'print', stderr: expect.stringMatching(text), exitCode: 1 });
      expect(JSON.stringify(command)).not.toContain(secret);
    });

    it('refuses what is no JSON in the environment, and does not show it', () => {
      const command = parseCommandLine(['health', '--url', url], { SIMPLE_JSON_SECURE_JSON_DATA: secret });
      expect(command).toMatchObject({ kind: 'print', stderr: expect.stringContaining('expected a JSON object') });
      expect(JSON.stringify(command)).not.toContain(secret);
    });

    const model = { refId: 'X', target: 'a', type: 'timeserie' };

    it.each([
      ['a query', model, [model]],
      ['a list', [model, { target: 'b' }], [model, { target: 'b' }]],
      ['a panel', { title: 'x', targets: [model] }, [model]],
      [
        'a rule',
        {
          data: [
            { refId: 'A', datasourceUid: 'u', model },
            { datasourceUid: '__expr__', model: {} },
          ],
        },
        [model],
      ],
      ['a query with data', { target: 'a', data: [1] }, [{ target: 'a', data: [1] }]],
    ])('reads saved queries of %s', (_, content, models) => {
      const args = ['query', '--url', url, '--model', put('model.json', content)];
      expect(parseCommandLine(args)).toMatchObject({ kind: 'query', options: { targets: [], models } });
    });

    it('gives a rule one of them', () => {
      const alert = ['alert', '--url', url, '--model'];
      expect(parseCommandLine([...alert, put('one.json', model)])).toMatchObject({
        options: { questions: [{ model }] },
      });
      for (const args of [
        [...alert, put('two.json', [model, model])],
        [...alert, put('one.json', model), '--target', 'b'],
      ]) {
        expect(parseCommandLine(args)).toMatchObject({
          stderr: expect.stringMatching(/--model with(?:out --target| one query)/),
        });
      }
    });

    it.each([
      ['nothing', ['query', '--url', url, '--model', '/dev/null'], /expected JSON or YAML in .* got nothing/],
      [
        'no query',
        () => ['query', '--url', url, '--model', put('empty.json', [])],
        /expected a saved query .* got an empty list/,
      ],
      ['a target beside a dashboard', ['query', '--url', url, '--dashboard', 'x', '--target', 'a'], /without --target/],
      [
        'a chart of a dashboard',
        ['query', '--url', url, '--dashboard', 'x', '--format', 'chart'],
        /without --format chart/,
      ],
      [
        'a variable without a value',
        () => ['query', '--url', url, '--dashboard', put('d.json', {}), '--variable', 'x'],
        /name=value/,
      ],
    ])('refuses %s', (_, args, text) => {
      const command = parseCommandLine(typeof args === 'function' ? args() : args);
      expect(command).toMatchObject({ kind: 'print', stderr: expect.stringMatching(text), exitCode: 1 });
    });

    it('reads a dashboard, values for its variables and the range where one is given', () => {
      const file = put('dashboard.json', { panels: [] });
      const args = ['query', '--url', url, '--dashboard', file, '--variable', 'host=a=b', '--to', 'now-1h'];
      expect(parseCommandLine(args)).toMatchObject({
        kind: 'dashboard',
        options: { dashboard: { panels: [] }, variables: new Map([['host', 'a=b']]), range: { to: 'now-1h' } },
      });
    });
  });
});
