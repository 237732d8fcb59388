import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DialectServer, startDialectServer } from './dialect-server.ts';

let server: DialectServer;

beforeEach(async () => {
  server = await startDialectServer('json-datasource-0.4');
});

afterEach(async () => {
  await server.close();
});

async function post(path: string, body: unknown): Promise<number> {
  const { status } = await fetch(server.url + path, { method: 'POST', body: JSON.stringify(body) });
  return status;
}

describe('a dialect server', () => {
  it('answers what its dialect defines', async () => {
    expect(await post('/search', { target: 'upper' })).toBe(200);
    expect((await fetch(server.url)).status).toBe(200);
    expect(server.refusals).toEqual([]);
  });

  it.each([
    ['/metrics', {}, 404, 'there is no /metrics'],
    ['/search', { target: 'a', type: 'table' }, 400, '/search.type is not defined'],
    ['/search', {}, 400, '/search.target is missing'],
    ['/search', { target: 5 }, 400, '/search.target: expected a text, got 5'],
    ['/tag-values', { key: 'a', filters: [{ key: 'b' }] }, 400, '/tag-values.filters[0].operator is missing'],
  ])('refuses %s with %j: %d', async (path, body, status, reason) => {
    expect(await post(path, body)).toBe(status);
    expect(server.refusals.join('; ')).toContain(reason);
  });

  it('knows another dialect after an upgrade', async () => {
    server.upgradeTo('json-datasource-0.6');
    expect(await post('/metrics', {})).toBe(200);
    expect(await post('/search', { target: '' })).toBe(404);
  });
});
