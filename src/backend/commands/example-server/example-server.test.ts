import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { range, useExampleServer } from '../../../testing/support/example-server-stage.ts';
import { startExampleServer } from './example-server.ts';

const server = useExampleServer({ slowAnswerMs: 150 });

describe('the health of the server', () => {
  it('is 200 at /', async () => {
    const response = await fetch(`${server.url}/`);
    expect(response.status).toBe(200);
  });

  it('lets browsers in from anywhere', async () => {
    const preflight = await fetch(`${server.url}/query`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type');
    expect((await fetch(server.url)).headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('what goes wrong', () => {
  const targets = [{ target: 'sine' }];
  it.each<[string, string, unknown, number, RegExp]>([
    ['no range', '/query', { targets }, 400, /expected "range" to be a JSON object, got nothing/],
    [
      'a raw range',
      '/query',
      { targets, range: { from: '5m', to: 'now' } },
      400,
      /"range.from" to be a time.*got "5m"/,
    ],
    [
      'a turned range',
      '/query',
      { targets, range: { from: range.to, to: range.from } },
      400,
      /to be before "range.to"/,
    ],
    ['no targets', '/query', { range }, 400, /expected "targets" to be an array.*got nothing/],
    ['a nameless target', '/query', { range, targets: [{}] }, 400, /"targets\[0\].target" to be the name of a metric/],
    [
      'an unknown target',
      '/query',
      { range, targets: [{ target: 'x' }] },
      400,
      /unknown target "x", expected one of: sine,/,
    ],
    [
      'a bad interval',
      '/query',
      { range, targets, intervalMs: '1m' },
      400,
      /"intervalMs" to be a positive number, got "1m"/,
    ],
    [
      'a bad filter',
      '/query',
      { range, targets, adhocFilters: [{ key: 'host', operator: '~' }] },
      400,
      /operator" to be one of =/,
    ],
    [
      'a bad pattern',
      '/query',
      { range, targets: [{ target: 'cpu load' }], adhocFilters: [{ key: 'host', operator: '=~', value: '(' }] },
      400,
      /regular expression, got "\("/,
    ],
    ['an unknown tag', '/tag-values', { key: 'city' }, 400, /expected "key" to be one of: host, region/],
    [
      'an unknown payload',
      '/metric-payload-options',
      { metric: 'sine', name: 'host' },
      400,
      /expected a metric and the name/,
    ],
    ['an array', '/search', [], 400, /expected the body to be a JSON object, got \[\]/],
    ['no such path', '/nothing', {}, 404, /nothing at \/nothing, expected/],
    ['the failing target', '/query', { range, targets: [{ target: 'failing' }] }, 500, /always fails/],
  ])('says so: %s', async (_, path, body, status, message) => {
    const answer = await server.post(path, body);
    expect(answer).toEqual({ status, body: { message: expect.stringMatching(message) } });
  });

  it('says so: no JSON, a wrong method, a huge body', async () => {
    const noJson = await fetch(`${server.url}/query`, { method: 'POST', body: '{' });
    expect([noJson.status, await noJson.json()]).toEqual([400, { message: 'expected the body to be JSON' }]);
    expect((await fetch(`${server.url}/query`)).status).toBe(405);
    expect((await fetch(`${server.url}/query`, { method: 'POST', body: ' '.repeat(5_000_000) })).status).toBe(413);
  });
});

describe('the slow target', () => {
  it('answers late', async () => {
    const order: string[] = [];
    const late = sleep(150).then(() => order.push('150 ms are over'));
    const answer = server.series({ targets: [{ target: 'slow' }] }).finally(() => order.push('the answer'));
    const [[slow]] = await Promise.all([answer, late]);
    expect(order).toEqual(['150 ms are over', 'the answer']);
    expect(slow?.datapoints.length).toBeGreaterThan(0);
  });

  it('does not keep the server from stopping', async () => {
    const slowServer = await startExampleServer({ host: '127.0.0.1', port: 0, slowAnswerMs: 3_600_000 });
    const request = httpRequest(`${slowServer.url}/query`, { method: 'POST' });
    const cut = new Promise((resolve) => request.on('error', resolve));
    const arrived = new Promise((resolve) => request.on('finish', resolve));
    request.end(JSON.stringify({ range, targets: [{ target: 'slow' }] }));
    await arrived;
    await slowServer.stop();
    expect(await cut).toMatchObject({ code: expect.stringMatching(/ECONNRESET|ECONNREFUSED/) });
  });
});

describe('starting', () => {
  it('fails when the port is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(startExampleServer({ host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
  });
});
