import { afterEach, describe, expect, it } from '@jest/globals';
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
    [['health', url], /required option '--url <url>' not specified[^]*\(write --url before the server's URL\)/],
    [['health', '--url', '127.0.0.1:8080'], /Expected a URL such as http:\/\/127.0.0.1:8080/],
    [['health', '--url', 'http://127.0.0.1:99999'], /Expected a port up to 65535 in the URL, got 99999/],
    [['health', '--url', url, '--json-data', '[]'], /Expected a JSON object such as '\{"name":1\}'/],
    [['health', '--url', url, 'more'], /too many arguments/],
    [['query', '--url', url, '--target', 'a', '--type', 'x'], /Allowed choices are timeseries, table/],
    [['query', '--url', url, '--target', 'a', '--format', 'x'], /Allowed choices are table, json, chart/],
    [['query', '--url', url, '--target', 'a', '--payload', '{'], /Expected JSON such as .*double quotes/],
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
});
