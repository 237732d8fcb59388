import { describe, expect, it } from '@jest/globals';
import type { CallContext } from '../grpc/call-context.ts';
import { createToRequestContext, type MessageContext } from './request-context.ts';

const pluginContext = { orgId: 3, userAgent: '', grafanaConfig: {} };
const message: MessageContext = { pluginContext, headers: {}, headersFrom: 'host' };

function call(metadata: Readonly<Record<string, string>> = {}, given: Partial<CallContext> = {}): CallContext {
  return { metadata: (name) => metadata[name], signal: new AbortController().signal, ...given };
}

const query = { refId: 'A', queryType: '', timeRange: { fromEpochMs: 1, toEpochMs: 2 }, json: '{}' };
const ruleQuery = { ...query, intervalMs: 0, maxDataPoints: 0 };
const panelQuery = { ...query, intervalMs: 1000, maxDataPoints: 100 };

describe('createToRequestContext', () => {
  const toContext = createToRequestContext({});

  it('gives headers one name each, whichever way they took', () => {
    const headers = { 'http_X-Panel-Id': '4', FromAlert: 'false', Cookie: 'a=1', 'X-Id-Token': ['x', 'y'] };
    expect(toContext(call(), { ...message, headers }).headers).toEqual({
      'x-panel-id': '4',
      fromalert: 'false',
      cookie: 'a=1',
      'x-id-token': 'x, y',
    });
  });

  it('adds the trace context of the call, which the host has written, and nothing else of its metadata', () => {
    const metadata = { traceparent: '00-1', tracestate: 'a=b', baggage: 'secret=1' };
    const { headers } = toContext(call(metadata), { ...message, headers: { traceparent: '00-9' } });
    expect(headers).toEqual({ traceparent: '00-1', tracestate: 'a=b' });
  });

  it.each([
    ['the host says so', { headers: { FromAlert: 'true' } }, true],
    ['the host says so under another case', { headers: { http_fromalert: 'true' } }, true],
    ['the host says so as HTTP/1.1 writes it', { headers: { Fromalert: ['true'] } }, true],
    ['the host says so under a prefix', { headers: { http_FromAlert: 'true', 'http_X-Rule-Uid': 'u' } }, true],
    ['the host says the contrary', { headers: { FromAlert: 'false' } }, false],
    ['only a browser says so', { headers: { FromAlert: 'true' }, headersFrom: 'browser' as const }, false],
    ['no query says how many points', { queries: [ruleQuery, ruleQuery] }, true],
    ['one query says how many points', { queries: [ruleQuery, panelQuery] }, false],
    ['there is no query', { queries: [] }, false],
  ])('knows whether an alert rule asks, where %s', (_, given, fromAlert) => {
    expect(toContext(call(), { ...message, ...given }).fromAlert).toBe(fromAlert);
  });

  it("finds the host's settings in the process's variables where it does not send them", () => {
    const environment = { GF_VERSION: '9.5.2', GF_RESPONSE_LIMIT: '1', HOME: '/root', GF_UNSET: undefined };
    const sent = { ...pluginContext, grafanaConfig: { GF_RESPONSE_LIMIT: '2', GF_OTHER: '3' } };
    const context = createToRequestContext(environment)(call(), { ...message, pluginContext: sent });
    expect(context.pluginContext).toEqual({
      ...pluginContext,
      grafanaConfig: { GF_VERSION: '9.5.2', GF_RESPONSE_LIMIT: '2', GF_OTHER: '3' },
    });
  });

  it("ends when the call does, at the caller's deadline if it has one", () => {
    const asked = call({}, { deadlineEpochMs: 5 });
    expect(toContext(asked, message)).toMatchObject({ signal: asked.signal, deadlineEpochMs: 5 });
    expect(toContext(call(), message)).not.toHaveProperty('deadlineEpochMs');
  });
});
