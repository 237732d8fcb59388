import { describe, expect, it } from '@jest/globals';
import type { PluginContext } from '../api/plugin-context.ts';
import { PluginError } from '../api/plugin-error.ts';
import type { Plugin } from '../api/plugin.ts';
import type { DataResponse } from '../api/query-data.ts';
import type { RequestContext } from '../api/request-context.ts';
import { silentLogger, type LogFields } from '../log/logger.ts';
import { withCallLog } from './with-call-log.ts';

const dataSourceInstanceSettings = {
  id: 1,
  uid: 'uid',
  name: 'name',
  url: '',
  user: '',
  database: '',
  basicAuthEnabled: false,
  basicAuthUser: '',
  jsonData: '',
  decryptedSecureJsonData: {},
};
const pluginContext: PluginContext = { orgId: 1, userAgent: '', grafanaConfig: {}, dataSourceInstanceSettings };
const context: RequestContext = {
  pluginContext,
  fromAlert: false,
  headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
  headersFrom: 'host',
  signal: new AbortController().signal,
};

function recording(answers: Partial<Plugin>) {
  const lines: (readonly [string, LogFields | undefined])[] = [];
  const logger = {
    ...silentLogger,
    isEnabled: () => true,
    debug: (message: string, fields?: LogFields) => void lines.push([message, fields]),
  };
  const none = () => Promise.reject(new Error('not asked in this test'));
  const plugin = { queryData: none, checkHealth: none, callResource: none, collectMetrics: none, ...answers };
  return { lines, plugin: withCallLog(plugin as Plugin, () => logger) };
}

function ask(plugin: Plugin, given: Partial<RequestContext> = {}) {
  return plugin.queryData({ queries: [] }, { ...context, ...given });
}

const line = {
  endpoint: 'queryData',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  dsName: 'name',
  dsUid: 'uid',
  status: 'ok',
  duration: expect.stringMatching(/^\d+(\.\d{1,3})?ms$/),
  statusSource: 'plugin',
};

describe('withCallLog', () => {
  it('says of an answer what the host says of it', async () => {
    const { lines, plugin } = recording({ queryData: () => Promise.resolve(new Map([['A', { frames: [] }]])) });
    await ask(plugin);
    expect(lines.map(([message, fields]) => [message, fields])).toEqual([['Plugin Request Completed', line]]);
  });

  it('says whose fault an error was', async () => {
    const error = new PluginError('no such metric', { errorSource: 'downstream', status: 404 });
    const responses = new Map<string, DataResponse>([
      ['A', { frames: [] }],
      ['B', { frames: [], error }],
    ]);
    const { lines, plugin } = recording({ queryData: () => Promise.resolve(responses) });
    await ask(plugin);
    const failed = { ...line, status: 'error', statusSource: 'downstream', error: 'no such metric' };
    expect(lines[0]?.[1]).toEqual(failed);
  });

  it('says that nobody waited any more', async () => {
    const { lines, plugin } = recording({ queryData: () => Promise.resolve(new Map()) });
    await ask(plugin, { signal: AbortSignal.abort() });
    expect(lines[0]?.[1]).toEqual({ ...line, status: 'cancelled' });
  });

  it('lets what nobody foresaw through', async () => {
    const { lines, plugin } = recording({});
    await expect(ask(plugin)).rejects.toThrow('not asked in this test');
    expect(lines[0]?.[1]).toEqual({ ...line, status: 'error' });
  });

  it.each([
    [
      'checkHealth',
      { status: 'error', message: 'gone' },
      { status: 'error', statusSource: 'downstream', error: 'gone' },
    ],
    ['checkHealth', { status: 'ok', message: 'fine' }, { status: 'ok' }],
    ['callResource', { status: 200, headers: {}, body: Buffer.of() }, { status: 'ok' }],
    ['callResource', { status: 502, headers: {}, body: Buffer.of() }, { status: 'error', error: 'HTTP 502' }],
  ] as const)('knows %s, answered %j', async (endpoint, answer, expected) => {
    const { lines, plugin } = recording({ [endpoint]: () => Promise.resolve(answer) });
    if (endpoint === 'checkHealth') await plugin.checkHealth(context);
    else await plugin.callResource({ path: '', method: 'POST', url: '', body: Buffer.of() }, context);
    expect(lines[0]?.[1]).toEqual({ ...line, endpoint, ...expected });
  });
});
