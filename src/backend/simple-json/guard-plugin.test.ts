import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeUpstream, startFakeUpstream } from '../../testing/support/fake-upstream.ts';
import { findSecrets } from '../../testing/hostile/support/find-secrets.ts';
import { requestContext } from '../../testing/support/request-context.ts';
import { instanceSettings } from '../../testing/support/settings-builders.ts';
import type { RequestContext } from '../sdk/api/request-context.ts';
import type { DataFrame } from '../sdk/dataframe/data-frame.ts';
import { createHclogLogger } from '../sdk/log/hclog.ts';
import type { Logger } from '../sdk/log/logger.ts';
import { type PrintingProcess, redirectConsole } from '../sdk/log/redirect-console.ts';
import { type FailureSource, logUnhandledFailures } from '../sdk/process/last-resort.ts';
import { createErrorStatus } from '../sdk/protocol/error-status.ts';
import { encodeQueryDataResponse } from '../sdk/protocol/v2/encode-query-data-response.ts';
import type { ToProtoOptions } from '../sdk/protocol/v2/to-proto.ts';
import { describeError } from '../sdk/log/describe-error.ts';
import type { Plugin } from '../sdk/api/plugin.ts';
import { countRounds } from '../../testing/support/event-loop.ts';
import { guardPlugin } from './guard-plugin.ts';
import { runAtOnce } from '../sdk/turns/steps.ts';
import { createSimpleJsonPlugin, type ClosablePlugin } from './simple-json-plugin.ts';

const secrets = {
  bearer: 'bearer+token/0123456789',
  header: 'two  blanks and "quotes"',
  urlPassword: 'url-password-1234',
  urlQuery: 'url-query-1234',
  custom: 'custom-parameter-1234',
  cookie: 'cookie-1234',
};

/** What a hostile server makes of a request. */
type Echo = (said: string) => { readonly status: number; readonly body: string };

const echoes: Readonly<Record<string, Echo>> = {
  'an error text': (said) => ({ status: 400, body: said }),
  'an error in JSON': (said) => ({ status: 400, body: JSON.stringify({ message: said }) }),
  'an error page': (said) => ({ status: 500, body: `<html><title>500</title><p>${said}</p>` }),
  'an error, percent-encoded': (said) => ({ status: 400, body: encodeURIComponent(said) }),
  'an error in base64': (said) => ({ status: 400, body: Buffer.from(said).toString('base64') }),
  'an error that is cut': (said) => ({ status: 400, body: 'x'.repeat(480) + said }),
  'a text with 200': (said) => ({ status: 200, body: said }),
  'JSON that is none': (said) => ({ status: 200, body: `[{"target": ${said}` }),
  'a text for points': (said) => ({ status: 200, body: JSON.stringify([{ target: 'a', datapoints: said }]) }),
  'a text for tags': (said) => ({
    status: 200,
    body: JSON.stringify([{ target: 'a', tags: said, datapoints: [[1, 10]] }]),
  }),
  'an object of a message': (said) => ({ status: 200, body: JSON.stringify({ message: said }) }),
  'a key for each word': (said) => ({
    status: 200,
    body: JSON.stringify(Object.fromEntries(said.split(/[ ,]/).map((word) => [word, 1]))),
  }),
};

let upstream: FakeUpstream;
let plugin: ClosablePlugin;
let logger: Logger;
const lines: string[] = [];

beforeEach(async () => {
  upstream = await startFakeUpstream();
  lines.length = 0;
  const write = (line: string): void => {
    lines.push(line);
  };
  let redact = (text: string): string => text;
  logger = createHclogLogger({ module: 'test', level: 'trace', write, redact: (text) => redact(text) });
  const redactLog = (given: typeof redact): void => {
    redact = given;
  };
  plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {}, redactLog }, logger);
});

afterEach(async () => {
  await plugin.close();
  await upstream.close();
});

function pluginContext() {
  const { bearer, header, urlPassword, urlQuery, custom } = secrets;
  const url = new URL(upstream.url);
  url.username = 'me';
  url.password = urlPassword;
  url.search = `token=${urlQuery}`;
  const jsonData = {
    retries: 0,
    httpHeaderName1: 'X-Key',
    keepCookies: ['sid'],
    customQueryParameters: `key=${custom}`,
  };
  const secure = { bearerToken: bearer, httpHeaderValue1: header };
  const dataSourceInstanceSettings = instanceSettings(jsonData, secure, { url: url.href });
  return { orgId: 1, userAgent: '', grafanaConfig: {}, dataSourceInstanceSettings };
}

function context(headersFrom: RequestContext['headersFrom'] = 'host'): RequestContext {
  return requestContext(pluginContext(), { headers: cookies, headersFrom });
}

const cookies = { cookie: `sid=${secrets.cookie}` };

/** A channel that is none. */
const channel = { path: secrets.bearer, data: Buffer.from(secrets.header) };

/** By the names of `Plugin`: a new one has to say here what its texts are. */
const exits: Readonly<Record<Exclude<keyof ClosablePlugin, 'close'>, () => Promise<string>>> = {
  queryData: async () => {
    const timeRange = { fromEpochMs: 0, toEpochMs: 1000 };
    const query = { queryType: '', maxDataPoints: 1, intervalMs: 1, timeRange };
    const queries = ['query', 'search', 'annotations', 'variable'].map((queryType) => {
      return { ...query, refId: queryType, json: JSON.stringify({ target: `a ${secrets.custom}`, queryType }) };
    });
    const responses = [...(await plugin.queryData({ queries }, context())).values()];
    return JSON.stringify(
      responses.map(({ error, frames }) => [
        error?.message,
        frames.map(({ meta }) => [meta?.notices, meta?.executedQueryString]),
      ]),
    );
  },
  checkHealth: async () => JSON.stringify(await plugin.checkHealth(context())),
  callResource: async () => {
    const paths = ['metrics', 'search', '/search/', 'variable', 'tag-keys', 'annotations', 'sent-query', 'unknown'];
    const answers = await Promise.all(
      paths.map((path) => {
        const query = path === 'sent-query' ? { target: secrets.header } : 'a';
        const range = { from: '2024-05-01T00:00:00Z', to: '2024-05-02T00:00:00Z' };
        const body = Buffer.from(JSON.stringify({ query, annotation: {}, range }));
        return plugin.callResource({ path, method: 'POST', url: path, body }, context('browser'));
      }),
    );
    // Lists that were read are data.
    return answers
      .map(({ status, body }, i) => {
        const isText = status >= 400 || /search|sent-query/.test(paths[i] ?? '');
        return isText ? Buffer.from(body).toString() : '';
      })
      .join('\n');
  },
  collectMetrics: () => plugin.collectMetrics(),
  subscribeStream: async () => JSON.stringify(await plugin.subscribeStream(channel, context())),
  runStream: async () => {
    try {
      for await (const packet of plugin.runStream(channel, context())) return String(packet);
      return 'no packet';
    } catch (error) {
      return String(error);
    }
  },
  publishStream: () => plugin.publishStream(channel, context()),
};

describe('guardPlugin', () => {
  it('has an exit for each kind of call', () => {
    expect(Object.keys(plugin).toSorted()).toEqual([...Object.keys(exits), 'close'].toSorted());
  });

  it('takes secrets out of errors that nobody foresaw, which go to the log with their stack', async () => {
    const cause = new Error(`no ${secrets.cookie}`);
    const failing = { ...plugin, queryData: () => Promise.reject(new Error(`no ${secrets.bearer}`, { cause })) };
    const error = describeError(
      await guardPlugin(failing)
        .queryData({ queries: [] }, context())
        .catch((one: unknown) => one),
    );
    expect(error).toContain('guard-plugin.test.ts');
    expect(error).toContain('caused by: Error: no [secret]');
    expect(findSecrets(error, secrets)).toEqual([]);
  });

  it.each([
    ['JSON in JSON', `denied ${JSON.stringify(JSON.stringify(secrets.header)).slice(1, -1)}`],
    ['text that its quotation marks break off', `[{"target":"${secrets.header}"}]`],
  ])('takes out of the refusal of a resource what a server says as %s', async (_, body) => {
    for (const path of ['/variable', '/search']) upstream.answer(path, { status: 200, body });
    const call = { path: 'variable', method: 'POST', url: 'variable', body: Buffer.from('{"query":"a"}') };
    const response = await plugin.callResource(call, context('browser'));
    const { message } = JSON.parse(Buffer.from(response.body).toString()) as { message: string };
    expect(message).toContain('[secret]');
    expect(message).not.toMatch(/blanks|quotes/);
  });

  describe.each(Object.entries(echoes))('where the server repeats what it was sent as %s', (_name, echo) => {
    it.each(Object.keys(exits) as (keyof typeof exits)[])('%s and the log say no secret', async (name) => {
      const repeat = ({ headers, url }: { headers: object; url?: string }): object => {
        const { status, body } = echo(`${Object.values(headers).join(' ')} ${url ?? ''}`);
        return { status, body, headers: { 'x-request-id': `${'y'.repeat(90)}${secrets.bearer}` } };
      };
      for (const path of ['/', '/query', '/search', '/metrics', '/variable', '/annotations', '/tag-keys']) {
        upstream.answer(path, repeat);
      }
      const text = await exits[name]();
      expect(text).not.toBe('');
      expect({ text, found: findSecrets(text, secrets) }).toEqual({ text, found: [] });
      expect(findSecrets(lines.join('\n'), secrets)).toEqual([]);
      expect(text + lines.join('')).not.toContain('bearer+tok');
    });
  });
});

it('looks for secrets in a long list in turns with the work of others', async () => {
  const body = Buffer.from(JSON.stringify([`${'aB1 '.repeat(2_000_000)}${secrets.bearer}`]));
  const callResource: Plugin['callResource'] = () => Promise.resolve({ status: 200, headers: {}, body });
  const guarded = guardPlugin({ callResource } as unknown as Plugin);
  const counter = countRounds();
  const request = { path: 'search', method: 'POST', url: 'search', body: Buffer.alloc(0) };
  const response = await guarded.callResource(request, context());
  counter.stop();
  expect(Buffer.from(response.body).toString().endsWith('aB1 [secret]"]')).toBe(true);
  expect(counter.rounds).toBeGreaterThan(1);
});

describe('the log', () => {
  const said = (text: string): string =>
    [text, JSON.stringify({ text }), encodeURIComponent(text), Buffer.from(`bu:${text}`).toString('base64')].join('\n');
  const everything = Object.values(secrets).map(said).join('\n');
  const failure = new Error(everything, { cause: everything });

  /** Those who write lines and know nothing of data sources. */
  const writers: Readonly<Record<string, (logger: Logger) => void>> = {
    'an exception that nobody caught': (logger) => failuresOf(logger).emit('uncaughtException', failure),
    'a rejection that nobody handled': (logger) => failuresOf(logger).emit('unhandledRejection', failure),
    'a warning of Node.js': (logger) => failuresOf(logger).emit('warning', failure),
    'a frame that cannot be encoded': (logger) => {
      const fields = {
        get fields(): never {
          throw failure;
        },
      };
      const response = new Map([['A', { frames: [fields as unknown as DataFrame] }]]);
      runAtOnce(
        encodeQueryDataResponse(response, {
          logger,
          hasStatus: true,
          hasErrorSource: true,
        } as unknown as ToProtoOptions),
      );
    },
    'a call that failed inside': (logger) => createErrorStatus(logger)(failure),
    'whatever is printed': (logger) => {
      const printing = { process: {}, console: {} as PrintingProcess['console'] };
      redirectConsole(printing, logger);
      printing.console.error('%s', everything, failure);
    },
  };

  it.each(Object.entries(writers))('holds no secret of a data source or a caller in %s', async (_, write) => {
    await exits.queryData();
    lines.length = 0;
    write(logger);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).toContain('[secret]');
    expect(findSecrets(lines.join('').replaceAll(String.raw`\"`, '"'), secrets)).toEqual([]);
    expect(findSecrets(lines.join(''), secrets)).toEqual([]);
  });
});

function failuresOf(logger: Logger): EventEmitter {
  const source = new EventEmitter();
  logUnhandledFailures(source as unknown as FailureSource, logger);
  return source;
}
