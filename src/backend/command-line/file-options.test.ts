import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parseCommandLine as parse } from './parse-command-line.ts';

const parseCommandLine = (args: readonly string[], environment = {}) => parse(args, environment);

const url = 'http://127.0.0.1:8080';

const secret = 'hunter2';

afterEach(() => {
  delete process.env['SIMPLE_JSON_BASIC_AUTH'];
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
    expect(parseCommandLine(args, { TOKEN: 't', SIMPLE_JSON_SECURE_JSON_DATA: '{"password":"other"}' })).toMatchObject({
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
    [
      'a file that is not there',
      () => path.join(folder, 'none'),
      /cannot read the file .*: there is no such file \(ENOENT\)/,
    ],
    ['a folder', () => folder, /cannot read the file .*: it is a folder \(EISDIR\)/],
    ['no JSON', () => put('a', secret), /expected JSON or YAML in ".*", got text that is neither an object nor a list/],
    ['a fault', () => put('f', `password: "${secret}\n  b: c`), /got text with a fault at line \d+, column \d+/],
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
    [
      'a file in it that is not there',
      () => put('e', { tlsCACert: '$__file{/none}' }),
      /"\/none", which "tlsCACert" names: there is no such file \(ENOENT\)/,
    ],
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
    [
      'two things from stdin',
      ['query', '--url', url, '--model', '-', '--secure-json-data', '-'],
      /stdin in one of --secure-json-data, --model and --dashboard, got it in two/,
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
