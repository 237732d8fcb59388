import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listen } from '../../../testing/support/listen.ts';
import { closeAll, upstreamOptions, upstreamRequest } from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';
import type { UpstreamClient } from '../contract/upstream-client.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const listening = await listen(createServer(answer));
  open.push(listening);
  return `127.0.0.1:${listening.port}`;
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method, url, headers } = request;
  response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
}

function clientOf(host: string, options: Partial<UpstreamOptions> = {}): UpstreamClient {
  const client = createUpstreamClient(upstreamOptions({ url: `http://${host}`, ...options }), silentLogger);
  open.push(client);
  return client;
}

const question = upstreamRequest({
  body: Buffer.from('{"targets":[]}'),
  headers: { 'content-type': 'application/json' },
  context: { forwardedHeaders: { cookie: 'sid=geheim', 'x-grafana-user': 'anna' } },
});

async function ask(client: UpstreamClient): Promise<Record<string, unknown>> {
  return JSON.parse(Buffer.from((await client.request(question)).body).toString()) as Record<string, unknown>;
}

const secrets = { authorization: 'Basic geheim', headers: [['X-API-Key', 'geheim']] } as const;

describe('followRedirects', () => {
  it.each([301, 302, 303, 307, 308])('keeps method, body and credentials within the origin on %i', async (status) => {
    const host = await serve((request, response) => {
      if (request.url === '/new/query?a=1') void echo(request, response);
      else response.writeHead(status, { location: 'new/query?a=1' }).end('moved');
    });
    expect(await ask(clientOf(host, secrets))).toMatchObject({
      method: 'POST',
      url: '/new/query?a=1',
      body: '{"targets":[]}',
      headers: { authorization: 'Basic geheim', 'x-api-key': 'geheim', cookie: 'sid=geheim' },
    });
  });

  it('reads nothing of the page that redirects, and lets go of its connection', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<undefined>();
    const host = await serve((request, response) => {
      if (request.url === '/new') void echo(request, response);
      else {
        response.writeHead(302, { location: '/new' }).write('a page without end');
        response.once('close', () => {
          resolve(undefined);
        });
      }
    });
    expect(await ask(clientOf(host))).toMatchObject({ url: '/new' });
    await closed;
  });

  it('does not go to another host, and names both', async () => {
    let asked = 0;
    const other = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    const host = await serve((_, response) =>
      response.writeHead(302, { location: `http://${other}/login?token=x` }).end(),
    );
    await expect(ask(clientOf(host, secrets))).rejects.toMatchObject({
      kind: 'redirect',
      message:
        `POST /query: http://${host} redirects to another server, http://${other}; if that is the right one, write ` +
        `http://${other} into the data source's URL`,
    });
    expect(asked).toBe(0);
  });

  it('goes to a host that the settings allow, without anything that says who asks', async () => {
    const other = await serve((request, response) => void echo(request, response));
    const host = await serve((_, response) => response.writeHead(307, { location: `http://${other}/x` }).end());
    const answer = await ask(clientOf(host, { ...secrets, allowedRedirectHosts: [other] }));
    expect(answer).toMatchObject({ method: 'POST', body: '{"targets":[]}' });
    expect(JSON.stringify(answer['headers'])).not.toMatch(/geheim|anna/);
  });

  it('does not give the credentials back on the way home', async () => {
    const back: { host?: string } = {};
    const other = await serve((_, response) =>
      response.writeHead(307, { location: `http://${back.host ?? ''}/end` }).end(),
    );
    back.host = await serve((request, response) => {
      if (request.url === '/end') void echo(request, response);
      else response.writeHead(307, { location: `http://${other}/x` }).end();
    });
    const answer = await ask(clientOf(back.host, { ...secrets, allowedRedirectHosts: ['127.0.0.1'] }));
    expect(JSON.stringify(answer['headers'])).not.toMatch(/geheim|anna/);
  });

  it('stops going in circles', async () => {
    let asked = 0;
    const host = await serve((_, response) => {
      asked += 1;
      response.writeHead(302, { location: '/query' }).end();
    });
    await expect(ask(clientOf(host))).rejects.toMatchObject({
      kind: 'redirect',
      message: expect.stringContaining('more than 10 redirects') as unknown,
    });
    expect(asked).toBe(11);
  });

  it.each(['ftp://files.test/', 'http://[broken', 'javascript:alert(1)'])('does not follow %s', async (location) => {
    const host = await serve((_, response) => response.writeHead(302, { location }).end());
    await expect(ask(clientOf(host))).rejects.toMatchObject({ kind: 'redirect' });
  });

  it('tells a redirect without a target like any other status', async () => {
    const host = await serve((_, response) => response.writeHead(302).end('where to?'));
    await expect(ask(clientOf(host))).rejects.toMatchObject({ kind: 'status', status: 302 });
  });
});
