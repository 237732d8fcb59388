import { describe, expect, it } from '@jest/globals';
import type { DateTime } from '@grafana/data';

import { fakeTemplateSrv } from '../../testing/grafana/fake-template-srv.ts';
import { carryRequest } from './carry-request.ts';

const templates = fakeTemplateSrv([
  { name: 'host', value: 'db-1', text: 'Database 1' },
  { name: 'hosts', value: ['a', 'b'], text: 'All' },
  { name: 'every', customAll: '.*', text: 'All' },
  { name: 'filter', type: 'adhoc' },
  { name: '__user', type: 'system', value: 'x' },
]);

const moment = (iso: string): DateTime => ({ toISOString: () => iso, valueOf: () => Date.parse(iso) });

describe('carryRequest', () => {
  it('carries what Grafana strips', () => {
    const request = {
      app: 'dashboard',
      timezone: 'browser',
      panelId: 2,
      dashboardUID: 'abc',
      rangeRaw: { from: 'now-6h', to: 'now' },
      scopedVars: {},
      filters: [{ key: 'City', operator: '=|', value: 'a', values: ['a', 'b'], origin: 'dashboard', condition: '' }],
    };
    expect(carryRequest(request, fakeTemplateSrv(), 'My server')).toEqual({
      app: 'dashboard',
      timezone: 'browser',
      panelId: 2,
      dashboardUID: 'abc',
      rangeRaw: { from: 'now-6h', to: 'now' },
      scopedVars: {},
      filters: [{ key: 'City', operator: '=|', value: 'a', values: ['a', 'b'] }],
    });
  });

  it('writes moments as ISO dates', () => {
    const raw = { from: moment('2024-05-01T06:00:00.000Z'), to: 'now' };
    expect(carryRequest({ rangeRaw: raw }, fakeTemplateSrv(), '').rangeRaw).toEqual({
      from: '2024-05-01T06:00:00.000Z',
      to: 'now',
    });
  });

  it("carries every variable of the dashboard, and a repeated panel's own", () => {
    const scopedVars = { host: { text: 'web', value: 'web-1' }, __interval: { text: '1s', value: '1s' } };
    expect(carryRequest({ scopedVars }, templates, '').scopedVars).toEqual({
      host: { text: 'web', value: 'web-1' },
      hosts: { text: 'All', value: ['a', 'b'] },
      every: { text: 'All', value: '.*' },
    });
  });

  it('asks the dashboard for ad hoc filters where a request has none', () => {
    const filters = [{ key: 'City', operator: '=', value: 'Berlin' }];
    const asked: string[] = [];
    const old = {
      ...templates,
      getAdhocFilters: (name: string) => {
        asked.push(name);
        return filters;
      },
    };
    expect(carryRequest({}, old, 'My server').filters).toEqual(filters);
    expect(asked).toEqual(['My server']);
  });

  it('holds nothing that differs from one refresh to the next', () => {
    const request = { requestId: 'Q102', startTime: 1714564800000, panelId: 1 };
    expect(JSON.stringify(carryRequest(request, fakeTemplateSrv(), ''))).not.toMatch(/Q102|1714564800000/);
  });
});
