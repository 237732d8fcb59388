import { describe, expect, it } from '@jest/globals';

import { ConfigCtrl } from './config-ctrl.ts';

function setUp(current: Record<string, unknown>) {
  const ctrl = new ConfigCtrl();
  Object.assign(ctrl, { current });
  ctrl.$onInit();
  return { ctrl, current };
}

describe('ConfigCtrl', () => {
  it('has a place for everything in a new data source', () => {
    expect(setUp({}).current).toEqual({ access: 'proxy', jsonData: {}, secureJsonData: {}, secureJsonFields: {} });
  });

  it('leaves a saved one as it is', () => {
    const saved = { access: 'direct', jsonData: { a: 1 }, secureJsonFields: { bearerToken: true }, secureJsonData: {} };
    expect(setUp({ ...saved }).current).toEqual(saved);
  });

  it('says what is wrong with an address and with a number', () => {
    const { ctrl } = setUp({ url: 'localhost', jsonData: { timeout: 'x', retries: '2' } });
    expect(ctrl.urlProblem()).toMatch(/http/);
    expect(ctrl.limitProblem('timeout')).toMatch(/seconds/);
    expect(ctrl.limitProblem('retries')).toBeUndefined();
  });

  it('offers no limits of live panels, and keeps those that a file has set', () => {
    const { ctrl, current } = setUp({ jsonData: { maxLiveStreams: 5 } });
    const keys = ctrl.limits.map(({ key }) => key);
    expect(keys).toContain('cacheTtlMs');
    expect(keys.filter((key) => /Live(?!$)/.test(key))).toEqual([]);
    expect(current['jsonData']).toEqual({ maxLiveStreams: 5 });
  });

  it('resets a secret', () => {
    const { ctrl, current } = setUp({ secureJsonFields: { bearerToken: true } });
    expect(ctrl.isConfigured('bearerToken')).toBe(true);
    ctrl.reset('bearerToken');
    expect(ctrl.isConfigured('bearerToken')).toBe(false);
    expect(current['secureJsonData']).toEqual({ bearerToken: '' });
  });

  it('adds and removes headers, whatever numbers there are', () => {
    const { ctrl, current } = setUp({
      jsonData: { httpHeaderName3: 'X-A' },
      secureJsonFields: { httpHeaderValue3: true },
    });
    ctrl.addHeader();
    expect(ctrl.headers()).toEqual([3, 4]);
    Object.assign(current['jsonData'] as object, { httpHeaderName4: 'x-a' });
    expect(ctrl.headerProblem(4)).toMatch(/there already/);
    ctrl.removeHeader(3);
    expect(current['jsonData']).toEqual({ httpHeaderName4: 'x-a' });
    expect(ctrl.isConfigured('httpHeaderValue3')).toBe(false);
  });

  it('keeps redirect hosts as a list', () => {
    const { ctrl, current } = setUp({ jsonData: { allowedRedirectHosts: ['a', 'b:80'] } });
    expect(ctrl.allowedRedirectHosts).toBe('a, b:80');
    ctrl.allowedRedirectHosts = ' c ,, d';
    ctrl.changeRedirectHosts();
    expect(current['jsonData']).toEqual({ allowedRedirectHosts: ['c', 'd'] });
  });
});
