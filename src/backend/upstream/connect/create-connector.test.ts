import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createCertificateAuthority } from '../../../testing/support/certificates/certificate-authority.ts';
import { startConnectProxy } from '../../../testing/support/servers/connect-proxy.ts';
import { listen, unusedPort } from '../../../testing/support/listen.ts';
import { type SocksProxyOptions, startSocksProxy } from '../../../testing/support/servers/socks-proxy.ts';
import { stopTimeouts } from '../../../testing/support/stop-timeouts.ts';
import {
  closeAll,
  upstreamOptions,
  upstreamRequest,
  upstreamTimeouts,
} from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';

const authority = createCertificateAuthority();
const stranger = createCertificateAuthority('somebody else');
const identity = authority.issue({ names: ['metrics.test', '127.0.0.1'] });
const trusting = { caCertificates: authority.certificate, skipVerify: false };
const open: { close(): Promise<void> }[] = [];

afterEach(() => {
  jest.useRealTimers();
  return closeAll(open);
});

function keepOpen<Closable extends { close(): Promise<void> }>(closable: Closable): Closable {
  open.push(closable);
  return closable;
}

async function startServer(secure: boolean): Promise<number> {
  const { certificate: cert, key } = identity;
  const server = secure ? createHttpsServer({ cert, key }) : createServer();
  server.on('request', (request, response) => response.end(JSON.stringify([request.url, request.headers])));
  return keepOpen(await listen(server)).port;
}

async function ask(url: string, options: Partial<UpstreamOptions>): Promise<string> {
  const client = keepOpen(createUpstreamClient(upstreamOptions({ url, tls: trusting, ...options }), silentLogger));
  return Buffer.from((await client.request(upstreamRequest())).body).toString();
}

/** A server that says nothing, and tells when it was asked something. */
async function startSilent(): Promise<{ readonly port: number; readonly asked: Promise<undefined> }> {
  const { promise: asked, resolve } = Promise.withResolvers<undefined>();
  const server = createTcpServer((socket) =>
    socket.once('data', () => {
      resolve(undefined);
    }),
  );
  return { port: keepOpen(await listen(server)).port, asked };
}

const environment = (variables: Record<string, string>) =>
  ({ proxy: { kind: 'environment', environment: variables } }) as const;

describe('a direct connection', () => {
  it('says when nobody listens', async () => {
    const port = await unusedPort();
    await expect(ask(`http://127.0.0.1:${port}`, {})).rejects.toMatchObject({
      kind: 'connect',
      message: `POST /query: no connection to 127.0.0.1:${port}: refused; check that the server runs and that the port is right (ECONNREFUSED)`,
    });
  });

  it('is not opened when the configured certificates cannot be used', async () => {
    const server = keepOpen(await listen(createTcpServer()));
    const tls = { ...trusting, client: { certificate: 'none', key: 'none' } };
    await expect(ask(`https://127.0.0.1:${server.port}`, { tls })).rejects.toMatchObject({
      kind: 'tls',
      message: expect.stringContaining('the configured certificates cannot be used') as unknown,
    });
    expect(server.connectionCount()).toBe(0);
  });

  it('says when there is no such name', async () => {
    await expect(ask('http://no-such-host.invalid', {})).rejects.toMatchObject({
      kind: 'dns',
      message: expect.stringContaining('cannot find the host no-such-host.invalid') as unknown,
    });
  });
});

describe('an HTTP proxy', () => {
  it('is handed the whole URL for http, with its own password', async () => {
    const authorization = `Basic ${Buffer.from('me:geheim').toString('base64')}`;
    const proxy = keepOpen(await startConnectProxy({ toPort: await startServer(false), authorization }));
    const variables = { HTTP_PROXY: `http://me:geheim@127.0.0.1:${proxy.port}` };
    const answer = await ask('http://metrics.test/api?x=1', environment(variables));
    expect(proxy.requests).toEqual(['POST http://metrics.test/api/query?x=1']);
    expect(answer).toContain('"host":"metrics.test"');
    expect(answer).not.toContain('proxy-authorization');
  });

  it('gives a tunnel for https, in which the server is checked', async () => {
    const proxy = keepOpen(await startConnectProxy({ toPort: await startServer(true) }));
    const answer = await ask('https://metrics.test', environment({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }));
    expect(proxy.requests).toEqual(['CONNECT metrics.test:443']);
    expect(answer).toContain('"host":"metrics.test"');
    await expect(
      ask('https://wrong.test', environment({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` })),
    ).rejects.toMatchObject({ kind: 'tls' });
  });

  it('is left out for the hosts of NO_PROXY', async () => {
    const port = await startServer(false);
    const variables = { HTTP_PROXY: 'http://proxy.invalid', NO_PROXY: '127.0.0.0/8' };
    await expect(ask(`http://127.0.0.1:${port}`, environment(variables))).resolves.toContain('/query');
  });

  it.each([
    [{ authorization: 'Basic other' }, 'wants a user and password'],
    [{ refuseWith: 403 }, 'refuses a connection to metrics.test:443 (status 403)'],
  ])('says why the proxy refuses: %j', async (options, message) => {
    const proxy = keepOpen(await startConnectProxy({ toPort: 1, ...options }));
    const secret = `http://me:geheim@127.0.0.1:${proxy.port}`;
    await expect(ask('https://metrics.test', environment({ HTTPS_PROXY: secret }))).rejects.toMatchObject({
      kind: 'proxy',
      message: expect.stringContaining(message) as unknown,
    });
  });

  it('says that it is the proxy who wants a password for http', async () => {
    const proxy = keepOpen(await startConnectProxy({ toPort: 1, authorization: 'Basic other' }));
    const variables = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` };
    await expect(ask('http://metrics.test', environment(variables))).rejects.toThrow(
      'a proxy wants a user and password',
    );
  });

  it('says that it is the proxy who cannot be reached', async () => {
    const port = await unusedPort();
    const variables = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    await expect(ask('https://metrics.test', environment(variables))).rejects.toMatchObject({
      kind: 'proxy',
      message: expect.stringContaining(`cannot use the proxy 127.0.0.1:${port}: no connection`) as unknown,
    });
  });

  it('may speak TLS itself, for which the authority of the settings counts as well', async () => {
    const proxy = keepOpen(await startConnectProxy({ toPort: await startServer(true), identity }));
    const variables = { HTTPS_PROXY: `https://127.0.0.1:${proxy.port}` };
    await expect(ask('https://metrics.test', environment(variables))).resolves.toContain('"host":"metrics.test"');
    expect(proxy.requests).toEqual(['CONNECT metrics.test:443']);
  });

  it('is checked when it speaks TLS itself', async () => {
    const strange = stranger.issue({ names: ['127.0.0.1'] });
    const proxy = keepOpen(await startConnectProxy({ toPort: 1, identity: strange }));
    const variables = { HTTPS_PROXY: `https://127.0.0.1:${proxy.port}` };
    await expect(ask('https://metrics.test', environment(variables))).rejects.toMatchObject({
      kind: 'proxy',
      message: expect.stringContaining('authority that is not trusted') as unknown,
    });
  });

  it('is told a password without a user', async () => {
    const authorization = `Basic ${Buffer.from(':token').toString('base64')}`;
    const proxy = keepOpen(await startConnectProxy({ toPort: await startServer(false), authorization }));
    const variables = { HTTP_PROXY: `http://:token@127.0.0.1:${proxy.port}` };
    await expect(ask('http://metrics.test', environment(variables))).resolves.toContain('"host":"metrics.test"');
  });

  it('does not wait for a proxy without end', async () => {
    const silent = await startSilent();
    const variables = { HTTPS_PROXY: `http://127.0.0.1:${silent.port}` };
    const timeouts = upstreamTimeouts({ dialMs: 50 });
    stopTimeouts();
    const asking = expect(ask('https://metrics.test', { ...environment(variables), timeouts })).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining(
        'did not give a connection to metrics.test:443 within 0.05 s (dialTimeout)',
      ) as unknown,
    });
    await silent.asked;
    jest.advanceTimersByTime(50);
    await asking;
  });

  it('may hang up', async () => {
    const rude = keepOpen(await listen(createTcpServer((socket) => socket.once('data', () => socket.destroy()))));
    const variables = { HTTPS_PROXY: `http://127.0.0.1:${rude.port}` };
    await expect(ask('https://metrics.test', environment(variables))).rejects.toMatchObject({
      kind: 'proxy',
      message: expect.stringContaining('broke off the connection when asked for metrics.test:443') as unknown,
    });
  });

  it('gives a tunnel that outlasts the time it had to open', async () => {
    const proxy = keepOpen(await startConnectProxy({ toPort: await startServer(true) }));
    const variables = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const timeouts = upstreamTimeouts({ dialMs: 200 });
    const options = upstreamOptions({
      url: 'https://metrics.test',
      tls: trusting,
      timeouts,
      ...environment(variables),
    });
    const client = keepOpen(createUpstreamClient(options, silentLogger));
    stopTimeouts();
    await client.request(upstreamRequest());
    jest.advanceTimersByTime(250);
    // undici notices only in its next turn that the connection is free.
    await turn();
    await client.request(upstreamRequest());
    expect(proxy.connectionCount()).toBe(1);
  });

  it('has to be of a kind we know', async () => {
    await expect(
      ask('http://metrics.test', environment({ HTTP_PROXY: 'ftp://me:geheim@proxy.test' })),
    ).rejects.toMatchObject({
      kind: 'proxy',
      message: expect.not.stringContaining('geheim') as unknown,
    });
  });
});

describe('a SOCKS proxy', () => {
  const socks = (port: number, options: Partial<Extract<UpstreamOptions['proxy'], { kind: 'socks5' }>> = {}) =>
    ({ proxy: { kind: 'socks5', host: '127.0.0.1', port, username: '', password: '', ...options } }) as const;

  it.each([false, true])('leads to a server whose name it looks up; with TLS to the server: %s', async (secure) => {
    const proxy = keepOpen(await startSocksProxy({ toPort: await startServer(secure) }));
    const url = secure ? 'https://metrics.test' : 'http://metrics.test';
    await expect(ask(url, socks(proxy.port))).resolves.toContain('"host":"metrics.test"');
    expect(proxy.targets).toEqual([secure ? 'metrics.test:443' : 'metrics.test:80']);
  });

  it('is told addresses as addresses', async () => {
    const proxy = keepOpen(await startSocksProxy({ toPort: await startServer(false) }));
    await ask('http://10.1.2.3:8080', socks(proxy.port));
    await ask('http://[fd00:0:0:12::1]:8080', socks(proxy.port));
    expect(proxy.targets).toEqual(['10.1.2.3:8080', 'fd000000000000120000000000000001:8080']);
  });

  it('is told user and password', async () => {
    const proxy = keepOpen(await startSocksProxy({ toPort: await startServer(false), login: 'uid-1:geheim' }));
    await ask('http://metrics.test', socks(proxy.port, { username: 'uid-1', password: 'geheim' }));
    expect(proxy.logins).toEqual(['uid-1:geheim']);
  });

  it('may let everybody in, whatever the user and password', async () => {
    const proxy = keepOpen(await startSocksProxy({ toPort: await startServer(false) }));
    await ask('http://metrics.test', socks(proxy.port, { username: 'uid-1', password: 'geheim' }));
    expect([proxy.targets, proxy.logins]).toEqual([['metrics.test:80'], []]);
  });

  it('is asked for no name that is longer than it can be told', async () => {
    const proxy = keepOpen(await startSocksProxy({ toPort: await startServer(false) }));
    const name = Array.from({ length: 6 }, () => 'a'.repeat(60)).join('.');
    await expect(ask(`http://${name}`, socks(proxy.port))).rejects.toMatchObject({
      kind: 'proxy',
      message: expect.stringContaining('names of at most 255 bytes, got one of 365') as unknown,
    });
  });

  it('may come from HTTP_PROXY too', async () => {
    const proxy = keepOpen(await startSocksProxy({ toPort: await startServer(false), login: 'a b:c' }));
    await ask('http://metrics.test', environment({ HTTP_PROXY: `socks5://a%20b:c@127.0.0.1:${proxy.port}` }));
    expect(proxy.targets).toEqual(['metrics.test:80']);
  });

  it.each<[Omit<SocksProxyOptions, 'toPort'>, string]>([
    [{ login: 'a:b' }, 'refuses the user or the password'],
    [{ reply: 2 }, 'its rules do not allow that'],
    [{ reply: 5 }, 'the host refused the connection'],
    [{ reply: 99 }, 'reply 99'],
  ])('says why the proxy refuses: %j', async (options, message) => {
    const proxy = keepOpen(await startSocksProxy({ toPort: 1, ...options }));
    const login = options.login === undefined ? {} : { username: 'a', password: 'geheim' };
    await expect(ask('http://metrics.test', socks(proxy.port, login))).rejects.toMatchObject({
      kind: 'proxy',
      message: expect.stringContaining(message) as unknown,
    });
  });

  it('says when the proxy wants a login that we do not have', async () => {
    const proxy = keepOpen(await startSocksProxy({ toPort: 1, login: 'a:b' }));
    await expect(ask('http://metrics.test', socks(proxy.port))).rejects.toThrow('wants a user and password');
  });

  it('says when what answers is no SOCKS proxy', async () => {
    const web = createTcpServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const { port } = keepOpen(await listen(web));
    await expect(ask('http://metrics.test', socks(port))).rejects.toMatchObject({
      kind: 'proxy',
      message: expect.stringContaining('does not answer as SOCKS 5 does; check its address and port') as unknown,
    });
  });

  it('may send its replies byte by byte, and keeps nobody else waiting meanwhile', async () => {
    const replies = [5, 0, 5, 0, 0, 1, 10, 0, 0, 1, 0, 80];
    const proxy = createTcpServer((socket) => {
      socket.setNoDelay(true).once('data', () => {
        const timer = setInterval(() => {
          const byte = replies.shift();
          if (byte === undefined) clearInterval(timer);
          else socket.write(Uint8Array.of(byte));
        }, 5);
        socket.once('close', () => {
          clearInterval(timer);
        });
        socket.on('data', (bytes: Buffer) => {
          if (bytes.includes('POST')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]');
        });
      });
    });
    const { port } = keepOpen(await listen(proxy));
    await expect(ask('http://metrics.test', socks(port))).resolves.toBe('[]');
  });

  it('says when the proxy sends more than its reply', async () => {
    const server = createTcpServer((socket) =>
      socket.once('data', () => {
        socket.write(Uint8Array.of(5, 0, 5, 0, 0, 1, 10, 0, 0, 1, 0, 80, 1, 2, 3));
      }),
    );
    const proxy = keepOpen(await listen(server));
    await expect(ask('http://metrics.test', socks(proxy.port))).rejects.toMatchObject({
      kind: 'proxy',
      message: expect.stringContaining('sent more than its reply') as unknown,
    });
    expect(proxy.connectionCount()).toBe(1);
  });

  it('says when the proxy hangs up, and when it is silent', async () => {
    const rude = keepOpen(await listen(createTcpServer((socket) => socket.once('data', () => socket.destroy()))));
    await expect(ask('http://metrics.test', socks(rude.port))).rejects.toMatchObject({
      kind: 'proxy',
      message: expect.stringContaining('broke off the connection') as unknown,
    });
    const silent = await startSilent();
    const timeouts = upstreamTimeouts({ dialMs: 50 });
    stopTimeouts();
    const asking = expect(ask('http://metrics.test', { ...socks(silent.port), timeouts })).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('within 0.05 s (dialTimeout)') as unknown,
    });
    await silent.asked;
    jest.advanceTimersByTime(50);
    await asking;
  });

  it.each([false, true])(
    'is spoken to inside TLS, with a client certificate; TLS to the server as well: %s',
    async (secure) => {
      const toPort = await startServer(secure);
      const proxy = keepOpen(
        await startSocksProxy({ toPort, identity: { ...identity, authority: authority.certificate } }),
      );
      const folder = await mkdtemp(path.join(tmpdir(), 'socks-'));
      const file = path.join(folder, 'key.pem');
      const client = authority.issue({ names: ['grafana'] });
      await writeFile(file, client.key);
      const tls = {
        certificate: { pem: client.certificate },
        key: { file },
        caCertificates: [{ pem: authority.certificate }],
      };
      try {
        const url = secure ? 'https://metrics.test' : 'http://metrics.test';
        await expect(ask(url, socks(proxy.port, { tls }))).resolves.toContain('"host":"metrics.test"');
        await expect(ask(url, socks(proxy.port, { tls: { ...tls, serverName: 'other.test' } }))).rejects.toMatchObject({
          kind: 'proxy',
          message: expect.stringContaining('certificate is for another name') as unknown,
        });
        const connections = proxy.connectionCount();
        await expect(
          ask(url, socks(proxy.port, { tls: { ...tls, key: { file: `${file}.gone` } } })),
        ).rejects.toMatchObject({
          kind: 'proxy',
          message: expect.stringContaining('its certificates cannot be read') as unknown,
        });
        expect(proxy.connectionCount()).toBe(connections);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );
});
