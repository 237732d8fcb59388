import { describe, expect, it } from '@jest/globals';
import { range, useExampleServer } from '../../../../testing/support/example-server-stage.ts';

const server = useExampleServer();

describe('/search', () => {
  it('lists every target', async () => {
    const targets = await server.post('/search', { target: '' });
    expect(targets.body).toEqual([
      'sine',
      'cosine',
      'random walk',
      'cpu load',
      'with gaps',
      'constant 42',
      'requests by host',
      'slow',
      'inventory',
      'failing',
    ]);
  });

  it('keeps what contains the typed text', async () => {
    expect((await server.post('/search', { target: 'SIN' })).body).toEqual(['sine', 'cosine']);
  });

  it('gives the values of a variable', async () => {
    expect((await server.post('/search', { target: 'regions' })).body).toEqual([
      { text: 'eu', value: 'eu' },
      { text: 'us', value: 'us' },
    ]);
  });
});

describe('/annotations', () => {
  it('has moments and regions, ascending, and echoes the annotation', async () => {
    const annotation = { name: 'all', query: '' };
    const { body } = await server.post('/annotations', { range, annotation });
    expect(body).toEqual([
      expect.objectContaining({ annotation, title: 'Deploy', time: Date.parse('2024-05-01T09:00:00Z') }),
    ]);
    const day = await server.post('/annotations', { range: { ...range, to: '2024-05-02T06:00:00Z' }, annotation });
    const events = day.body as { title: string; time: number; timeEnd?: number; isRegion?: boolean }[];
    expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).sort((a, b) => a - b));
    expect(events.find(({ title }) => title === 'Maintenance')).toMatchObject({
      time: Date.parse('2024-05-01T15:00:00Z'),
      timeEnd: Date.parse('2024-05-01T15:20:00Z'),
      isRegion: true,
    });
  });

  it('keeps what the query names', async () => {
    const { body } = await server.post('/annotations', {
      range: { from: '2024-05-01T00:00:00Z', to: '2024-05-03T00:00:00Z' },
      annotation: { query: 'maintenance' },
    });
    expect((body as { title: string }[]).map(({ title }) => title)).toEqual(Array(4).fill('Maintenance'));
  });
});

describe('the other endpoints', () => {
  it.each([
    [
      '/tag-keys',
      {},
      [
        { type: 'string', text: 'host' },
        { type: 'string', text: 'region' },
      ],
    ],
    ['/tag-values', { key: 'region' }, [{ text: 'eu' }, { text: 'us' }]],
    [
      '/variable',
      { payload: { target: 'regions' } },
      [
        { __text: 'eu', __value: 'eu' },
        { __text: 'us', __value: 'us' },
      ],
    ],
    [
      '/metric-payload-options',
      { metric: 'cpu load', payload: {}, name: 'host' },
      ['web-1', 'web-2', 'web-3', 'db-1'].map((value) => ({ label: value, value })),
    ],
  ])('answer %s', async (path, request, expected) => {
    expect((await server.post(path, request)).body).toEqual(expected);
  });

  it('answer /metrics with the inputs of each', async () => {
    const { body } = await server.post('/metrics', {});
    expect(body).toContainEqual({ label: 'sine', value: 'sine', payloads: [] });
    expect(body).toContainEqual({
      label: 'cpu load',
      value: 'cpu load',
      payloads: [{ label: 'Host', name: 'host', type: 'multi-select' }],
    });
  });
});
