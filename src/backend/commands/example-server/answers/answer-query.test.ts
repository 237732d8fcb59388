import { describe, expect, it } from '@jest/globals';
import { range, useExampleServer } from '../../../../testing/support/example-server-stage.ts';

const fromMs = Date.parse(range.from);
const toMs = Date.parse(range.to);

const server = useExampleServer();

describe('/query for time series', () => {
  it('samples the range at the interval, ascending', async () => {
    const [sine] = await server.series({ targets: [{ target: 'sine', refId: 'A' }], intervalMs: 60_000 });
    expect(sine).toMatchObject({ target: 'sine', refId: 'A' });
    expect(sine?.datapoints).toHaveLength(360);
    expect(sine?.datapoints[0]?.[1]).toBe(fromMs + 60_000);
    expect(sine?.datapoints.at(-1)?.[1]).toBe(toMs);
    expect(sine?.datapoints[14]?.[0]).toBe(1);
  });

  it('keeps within maxDataPoints', async () => {
    for (const maxDataPoints of [1, 7, 100, 359]) {
      const [sine] = await server.series({ targets: [{ target: 'sine' }], intervalMs: 60_000, maxDataPoints });
      expect(sine?.datapoints.length).toBeLessThanOrEqual(maxDataPoints);
      expect(sine?.datapoints.length).toBeGreaterThanOrEqual(maxDataPoints / 2);
    }
  });

  it('takes an interval and a limit of 0, as an alert rule sends them', async () => {
    const [sine] = await server.series({ targets: [{ target: 'sine' }], intervalMs: 0, maxDataPoints: 0 });
    expect(sine?.datapoints).toHaveLength(500);
  });

  it('gives a moment the same value whatever the range', async () => {
    const targets = [{ target: 'random walk' }];
    const [whole] = await server.series({ targets, intervalMs: 60_000 });
    const [part] = await server.series({
      targets,
      intervalMs: 60_000,
      range: { ...range, from: '2024-05-01T10:00:00.000Z' },
    });
    expect(part?.datapoints).toEqual(whole?.datapoints.slice(-120));
    expect(new Set(part?.datapoints.map(([value]) => value)).size).toBeGreaterThan(100);
  });

  it('gives one target as many series with tags and a unit', async () => {
    const loads = await server.series({ targets: [{ target: 'cpu load', refId: 'B' }] });
    expect(loads.map(({ target }) => target)).toEqual([
      'cpu load web-1',
      'cpu load web-2',
      'cpu load web-3',
      'cpu load db-1',
    ]);
    expect(loads[2]).toMatchObject({ refId: 'B', tags: { host: 'web-3', region: 'us' }, unit: 'percent' });
    for (const [value] of loads.flatMap(({ datapoints }) => datapoints)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(100);
    }
  });

  it('has gaps', async () => {
    const [gaps] = await server.series({ targets: [{ target: 'with gaps' }], intervalMs: 60_000 });
    expect(gaps?.datapoints.filter(([value]) => value === null)).toHaveLength(72);
  });

  it('has any constant', async () => {
    const answers = await server.series({ targets: [{ target: 'constant 42' }, { target: 'constant -1.5' }] });
    expect(answers.map(({ datapoints }) => datapoints[0]?.[0])).toEqual([42, -1.5]);
  });

  it.each([
    ['=', { value: 'web-2' }, ['web-2']],
    ['!=', { value: 'web-2' }, ['web-1', 'web-3', 'db-1']],
    ['=~', { value: 'web-.*' }, ['web-1', 'web-2', 'web-3']],
    ['!~', { value: 'web-.*' }, ['db-1']],
    ['=|', { value: 'web-1', values: ['web-1', 'db-1'] }, ['web-1', 'db-1']],
    ['!=|', { value: 'web-1', values: ['web-1', 'db-1'] }, ['web-2', 'web-3']],
    ['<', { value: 'web-1' }, ['db-1']],
    ['>', { value: 'web-2' }, ['web-3']],
  ])('filters hosts by %s', async (operator, wanted, hosts) => {
    for (const name of ['adhocFilters', 'filters']) {
      const answers = await server.series({
        targets: [{ target: 'cpu load' }],
        [name]: [{ key: 'host', operator, ...wanted }],
      });
      expect(answers.map(({ tags }) => tags?.['host'])).toEqual(hosts);
    }
  });

  it.each([
    ['one host', { target: 'cpu load of web-1' }, ['web-1']],
    ['a variable in regex format', { target: 'cpu load of (web\\-1|db\\-1)' }, ['web-1', 'db-1']],
    ['a variable in glob format', { target: 'cpu load of {web-1,db-1}' }, ['web-1', 'db-1']],
    ['a payload', { target: 'cpu load', payload: { host: ['web-3'] } }, ['web-3']],
  ])('takes the hosts from %s', async (_, target, hosts) => {
    const answers = await server.series({ targets: [target] });
    expect(answers.map(({ tags }) => tags?.['host'])).toEqual(hosts);
  });
});

describe('/query for tables', () => {
  it('has a row per moment and host', async () => {
    const { body } = await server.post('/query', {
      range,
      intervalMs: 3_600_000,
      targets: [{ target: 'requests by host', refId: 'A', type: 'table' }],
      adhocFilters: [{ key: 'region', operator: '=', value: 'eu' }],
    });
    expect(body).toEqual([
      {
        type: 'table',
        refId: 'A',
        columns: [
          { text: 'Time', type: 'time' },
          { text: 'host', type: 'string' },
          { text: 'region', type: 'string' },
          { text: 'requests by host', type: 'number', unit: 'reqps' },
        ],
        rows: expect.any(Array),
      },
    ]);
    const [table] = body as { rows: unknown[][] }[];
    expect(table?.rows).toHaveLength(12);
    expect(table?.rows[0]).toEqual([fromMs + 3_600_000, 'web-1', 'eu', expect.any(Number)]);
  });

  it('has one without times', async () => {
    const { body } = await server.post('/query', { range, targets: [{ target: 'inventory', type: 'table' }] });
    expect(body).toMatchObject([{ type: 'table', rows: expect.arrayContaining([['db-1', 'us', 32, 127.5, true]]) }]);
  });
});
