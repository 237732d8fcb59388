import { describe, expect, it } from '@jest/globals';
import { aQuery } from '../../testing/support/builders.ts';
import { toQueryBody } from './query-body.ts';

describe('toQueryBody', () => {
  it('sends what the browser-side plugin sent', () => {
    const body = toQueryBody(
      [
        aQuery({ refId: 'A', target: 'upper_50', intervalMs: 30_000, maxDataPoints: 550 }),
        aQuery({ refId: 'B', target: 'upper_75', format: 'table' }),
      ],
      { rangeFormat: 'iso' },
    );
    expect(body).toEqual({
      timezone: 'utc',
      range: {
        from: '2024-05-01T06:00:00.000Z',
        to: '2024-05-01T12:00:00.000Z',
        raw: { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' },
      },
      rangeRaw: { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' },
      interval: '30s',
      intervalMs: 30_000,
      maxDataPoints: 550,
      targets: [
        { target: 'upper_50', refId: 'A', type: 'timeserie' },
        { target: 'upper_75', refId: 'B', type: 'table' },
      ],
      scopedVars: {
        __interval: { text: '30s', value: '30s' },
        __interval_ms: { text: '30000', value: 30_000 },
      },
      adhocFilters: [],
      startTime: expect.any(Number),
      format: 'json',
    });
  });

  it.each([
    ['epochMs' as const, undefined, { from: 1714543200000, to: 1714564800000 }],
    ['raw' as const, undefined, { from: '1714543200000', to: '1714564800000' }],
    ['raw' as const, { from: '5m', to: 'now' }, { from: '5m', to: 'now' }],
  ])('writes the range as %s of %j', (rangeFormat, raw, expected) => {
    const timeRange = { ...aQuery().timeRange, ...(raw === undefined ? {} : { raw }) };
    expect(toQueryBody([aQuery({ timeRange })], { rangeFormat })['range']).toMatchObject(expected);
  });

  it("hands on a saved model's own fields, and none of Grafana's", () => {
    const model = {
      refId: 'A',
      target: 'a',
      data: { a: 1 },
      payload: '{}',
      hide: false,
      datasource: { uid: 'x' },
      key: 'Q',
    };
    expect(toQueryBody([aQuery({ model })], { rangeFormat: 'iso' })['targets']).toEqual([
      { target: 'a', refId: 'A', type: 'timeserie', data: { a: 1 }, payload: '{}' },
    ]);
  });
});
