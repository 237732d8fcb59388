import { describe, expect, it } from '@jest/globals';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import { UpstreamError, type UpstreamErrorKind } from '../../upstream/contract/upstream-error.ts';
import { pluginErrorFrom } from './plugin-error-from.ts';

const upstream = (kind: UpstreamErrorKind, status?: number) =>
  new UpstreamError('what happened', { kind, method: 'POST', path: '/query', ...(status !== undefined && { status }) });

describe('pluginErrorFrom', () => {
  it.each([405, 406, 412, 413, 414, 416, 417, 426, 431, 501])('takes %i for our own fault', (status) => {
    expect(pluginErrorFrom(upstream('status', status))).toMatchObject({ errorSource: 'plugin', status });
  });

  it.each([302, 400, 401, 403, 404, 418, 429, 500, 502, 503, 504])("takes %i for the server's fault", (status) => {
    expect(pluginErrorFrom(upstream('status', status))).toMatchObject({ errorSource: 'downstream', status });
  });

  it.each<[UpstreamErrorKind, number]>([
    ['dns', 502],
    ['connect', 502],
    ['reset', 502],
    ['tls', 502],
    ['proxy', 502],
    ['timeout', 504],
    ['cancelled', 499],
    ['too-large', 502],
    ['redirect', 502],
    ['protocol', 502],
  ])('takes %s for %i, not our fault', (kind, status) => {
    expect(pluginErrorFrom(upstream(kind))).toMatchObject({ errorSource: 'downstream', status });
  });

  it('keeps the message, and the error as its cause', () => {
    const error = upstream('reset');
    expect(pluginErrorFrom(error)).toMatchObject({ message: 'what happened', cause: error });
  });

  it('leaves a PluginError as it is, and hides what nobody expected', () => {
    const error = new PluginError('mine', { errorSource: 'plugin', status: 400 });
    expect(pluginErrorFrom(error)).toBe(error);
    expect(pluginErrorFrom(new TypeError('x is undefined')).message).not.toContain('undefined');
  });
});
