import { createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { listen, type Listening, unusedPort } from '../support/listen.ts';
import { closeAll } from '../support/upstream-builders.ts';
import { oneSeries, openSettingsStage, type SettingsStage } from './settings-stage.ts';

const open: { close(): Promise<void> }[] = [];
const secrets = {
  jsonData: { basicAuth: true, basicAuthUser: 'grafana', httpHeaderName1: 'X-Tenant' },
  secureJsonData: { basicAuthPassword: 'secret', httpHeaderValue1: 'team-a' },
};
const authorization = `Basic ${Buffer.from('grafana:secret').toString('base64')}`;

let stage: SettingsStage;
let upstream: FakeUpstream;
let other: FakeUpstream;

beforeAll(async () => {
  stage = await openSettingsStage();
});

afterAll(async () => {
  await stage.close();
});

beforeEach(async () => {
  upstream = await startServer();
  other = await startServer();
});

afterEach(() => closeAll(open));

async function startServer(): Promise<FakeUpstream> {
  const server = await startFakeUpstream();
  open.push(server);
  server.answer('/query', { body: oneSeries });
  return server;
}

/** Answers every request with these bytes. */
async function startRawServer(answer: (socket: Socket) => void): Promise<Listening & { readonly url: string }> {
  const server = await listen(
    createServer((socket) => {
      socket.once('data', () => {
        answer(socket);
      });
    }),
  );
  open.push(server);
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}

describe.each([1, 2] as const)('version %i', (version) => {
  const ask = (url: string, jsonData: object = {}) =>
    stage.query(version, { url, ...secrets, jsonData: { ...secrets.jsonData, ...jsonData } });

  it.each([301, 302, 303, 307, 308])(
    'redirects: %i within the server keeps method, body and credentials',
    async (status) => {
      upstream.answer('/query', { status, headers: { location: '/new/query?x=1' } });
      upstream.answer('/new/query', { body: oneSeries });
      expect(await ask(upstream.url)).toMatchObject({ error: '', values: [42] });
      const [first, second] = upstream.requests;
      expect(second).toMatchObject({ method: 'POST', path: '/new/query', query: '?x=1', body: first?.body });
      expect(second?.headers).toMatchObject({ authorization, 'x-tenant': 'team-a' });
    },
  );

  it('allowedRedirectHosts: another server is refused unless it is named, and both are told', async () => {
    upstream.answer('/query', { status: 307, headers: { location: `${other.url}/query` } });
    const { error } = await ask(upstream.url);
    expect(error).toContain(`${upstream.url} redirects to another server, ${other.url}`);
    expect(other.requests).toEqual([]);
  });

  it('allowedRedirectHosts: one that is named gets no credentials', async () => {
    upstream.answer('/query', { status: 307, headers: { location: `${other.url}/query` } });
    const allowedRedirectHosts = [new URL(other.url).host];
    expect(await ask(upstream.url, { allowedRedirectHosts })).toMatchObject({ error: '', values: [42] });
    const { headers, body, method } = other.requests[0] ?? { headers: {}, body: '', method: '' };
    expect({ method, body }).toEqual({ method: 'POST', body: upstream.requests[0]?.body });
    for (const name of ['authorization', 'x-tenant', 'x-grafana-org-id']) expect(headers).not.toHaveProperty(name);
  });

  it('redirects: a circle is left', async () => {
    upstream.answer('/query', { status: 302, headers: { location: '/query' } });
    const { error } = await ask(upstream.url);
    expect(error).toContain('the server redirects in a circle');
    expect(upstream.requests.length).toBeLessThan(20);
  });

  it.each([
    ['nobody listens', undefined, /refused; check that the server runs.*ECONNREFUSED/],
    [
      'resets the connection',
      (socket: Socket) => socket.resetAndDestroy(),
      /closed the connection before its answer was complete/,
    ],
    [
      'closes it without a word',
      (socket: Socket) => socket.end(),
      /closed the connection before its answer was complete/,
    ],
    [
      'truncates',
      send('Content-Length: 100\r\n\r\n[{"target"'),
      /sent another number of bytes than its Content-Length says/,
    ],
    [
      'truncates a chunked answer',
      send('Transfer-Encoding: chunked\r\n\r\n5\r\n[{"ta'),
      /closed the connection before its answer was complete/,
    ],
    ['sends a wrong length', send('Content-Length: x\r\n\r\n[]'), /Content-Length: x; one number is expected/],
    ['is no HTTP server', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'), /does not answer in HTTP/],
    [
      'sends damaged gzip',
      send('Content-Encoding: gzip\r\nContent-Length: 14\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\x03\xff\xff\xff\xff'),
      /the compressed answer of .* is damaged/,
    ],
    [
      'calls a text gzip',
      send('Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd'),
      /cannot be read: expected JSON, got "abcd"/,
    ],
    [
      'sends a page',
      send('Content-Type: text/html\r\nContent-Length: 28\r\n\r\n<html><title>Hi</title></html'),
      /expected .*JSON/i,
    ],
  ] as const)('a server that %s is an error a person can act on', async (_, answer, expected) => {
    const url = answer === undefined ? `http://127.0.0.1:${await unusedPort()}` : (await startRawServer(answer)).url;
    const { error, errorSource } = await ask(url, { retries: 0 });
    expect(error).toMatch(expected);
    if (version === 2) expect(errorSource).toBe('downstream');
    // And the next one is answered.
    expect(await ask(upstream.url)).toMatchObject({ error: '', values: [42] });
  });

  it.each([
    [401, 'check the user, password, token or headers'],
    [403, 'check the rights of that user or token'],
    [404, "check the path in the data source's URL"],
    [500, "the fault is the server's"],
  ])('status %i comes with the words of the server and a hint', async (status, hint) => {
    upstream.answer('/query', {
      status,
      headers: { 'x-request-id': 'r-1' },
      body: { message: 'words\nof the server' },
    });
    const { error, status: told } = await ask(upstream.url);
    for (const part of [`${status}`, 'words of the server', hint, '[request r-1]', 'POST /query'])
      expect(error).toContain(part);
    if (version === 2) expect(told).toBe(status);
  });
});

function send(rest: string): (socket: Socket) => void {
  return (socket) => socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n${rest}`, 'latin1');
}
