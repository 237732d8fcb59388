import { createServer as createHttpServer } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../../../testing/support/certificates/certificate-authority.ts';
import { listen } from '../../../testing/support/listen.ts';
import {
  closeAll,
  upstreamOptions,
  upstreamRequest,
  upstreamTimeouts,
} from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';
import type { UpstreamResponse } from '../contract/upstream-client.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';

const authority = createCertificateAuthority();
const stranger = createCertificateAuthority('somebody else');
const identity = authority.issue({ names: ['127.0.0.1', 'localhost'] });
const clientIdentity = authority.issue({ names: ['grafana'] });
const trusting = { caCertificates: authority.certificate, skipVerify: false };
const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

async function serve(options: ServerOptions): Promise<number> {
  const server = createServer({ cert: identity.certificate, key: identity.key, ...options }, (request, response) => {
    const peer = request.socket instanceof TLSSocket ? request.socket.getPeerCertificate() : undefined;
    const { CN = null } = (peer?.subject ?? {}) as { CN?: string };
    response.end(JSON.stringify({ client: CN, host: request.headers.host }));
  });
  const listening = await listen(server);
  open.push(listening);
  return listening.port;
}

async function ask(
  url: string,
  tls: UpstreamOptions['tls'],
  options: Partial<UpstreamOptions> = {},
): Promise<UpstreamResponse> {
  const client = createUpstreamClient(upstreamOptions({ url, tls, ...options }), silentLogger);
  open.push(client);
  return await client.request(upstreamRequest());
}

describe('TLS', () => {
  beforeAll(async () => {
    // The first request loads undici and the certificates of the system, which is not what these tests measure.
    await ask(`https://127.0.0.1:${await serve({})}`, trusting);
  });

  it('trusts the authority of the settings', async () => {
    const { status } = await ask(`https://127.0.0.1:${await serve({})}`, trusting);
    expect(status).toBe(200);
  });

  it('says what to check when the URL says http:// to a server of TLS', async () => {
    await expect(ask(`http://127.0.0.1:${await serve({})}`, trusting)).rejects.toMatchObject({
      kind: 'reset',
      message: expect.stringMatching(/not a byte of it came: check the port, and whether .* https:\/\/$/) as unknown,
    });
  });

  it('says which settings take an authority that is not trusted', async () => {
    const { certificate: cert, key } = stranger.issue({ names: ['127.0.0.1'] });
    await expect(ask(`https://127.0.0.1:${await serve({ cert, key })}`, trusting)).rejects.toMatchObject({
      kind: 'tls',
      message: expect.stringMatching(
        /not trusted here, .*tlsAuthWithCACert, and tlsCACert among the secrets/,
      ) as unknown,
    });
  });

  it('checks the name, and names the ones the certificate has', async () => {
    const { certificate: cert, key } = authority.issue({ names: ['other.test'] });
    await expect(ask(`https://127.0.0.1:${await serve({ cert, key })}`, trusting)).rejects.toMatchObject({
      kind: 'tls',
      message: expect.stringMatching(
        /certificate is for another name\. It is for other\.test\..*serverName/,
      ) as unknown,
    });
  });

  it('checks the name of the settings instead, where they have one, and leaves the Host header alone', async () => {
    const { certificate: cert, key } = authority.issue({ names: ['other.test'] });
    const port = await serve({ cert, key });
    const response = await ask(`https://127.0.0.1:${port}`, { ...trusting, serverName: 'other.test' });
    expect(Buffer.from(response.body).toString()).toContain(`127.0.0.1:${port}`);
  });

  it.each([
    ['an unknown authority', () => ({}), /authority that is not trusted|intermediate/],
    ['an expired certificate', () => ({ ...pem(new Date(Date.now() - 1000)) }), /has expired/],
    [
      'TLS 1.1 alone',
      () => ({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }) as const,
      /TLS/,
    ],
    [
      'a missing client certificate',
      () => ({ requestCert: true, ca: authority.certificate }),
      /asks for a client certificate/,
    ],
  ])('says what is wrong with %s', async (_, options, message) => {
    const tls = _ === 'an unknown authority' ? { skipVerify: false } : trusting;
    await expect(ask(`https://127.0.0.1:${await serve(options())}`, tls)).rejects.toMatchObject({
      kind: 'tls',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('shows its client certificate', async () => {
    const port = await serve({ requestCert: true, ca: authority.certificate });
    const { certificate, key } = clientIdentity;
    const { body } = await ask(`https://127.0.0.1:${port}`, { ...trusting, client: { certificate, key } });
    expect(Buffer.from(body).toString()).toContain('"client":"grafana"');
  });

  it.each([
    [40, 'may ask for a client certificate'],
    [42, 'refuses our client certificate'],
    [45, 'our client certificate (tlsClientCert) has expired'],
    [48, 'does not know the authority of our client certificate'],
    [70, 'refuses TLS 1.2 and 1.3'],
    [112, 'knows no site of this name'],
    [80, 'the check ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR failed'],
  ])('reads the alert %i of a server', async (alert, message) => {
    const fatal = Uint8Array.from([21, 3, 3, 0, 2, 2, alert]);
    const server = await listen(createTcpServer((socket) => socket.once('data', () => socket.end(fatal))));
    open.push(server);
    await expect(ask(`https://127.0.0.1:${server.port}`, trusting)).rejects.toMatchObject({
      kind: 'tls',
      message: expect.stringContaining(message) as unknown,
    });
  });

  it('checks nothing when told to', async () => {
    const { certificate: cert, key } = stranger.issue({ names: ['other.test'], notAfter: new Date(0) });
    const { status } = await ask(`https://127.0.0.1:${await serve({ cert, key })}`, { skipVerify: true });
    expect(status).toBe(200);
  });

  it('says when a server does not speak TLS', async () => {
    const plain = await listen(createHttpServer((_, response) => response.end()));
    open.push(plain);
    await expect(ask(`https://127.0.0.1:${plain.port}`, trusting)).rejects.toMatchObject({
      kind: 'tls',
      message: expect.stringContaining('does not speak TLS on this port') as unknown,
    });
  });

  it('does not wait for a handshake without end', async () => {
    const silent = await listen(createTcpServer());
    open.push(silent);
    const timeouts = upstreamTimeouts({ tlsHandshakeMs: 20 });
    await expect(ask(`https://127.0.0.1:${silent.port}`, trusting, { timeouts })).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('within 0.02 s (httpTLSHandshakeTimeout)') as unknown,
    });
  });

  it('says when the other side hangs up during the handshake', async () => {
    const rude = await listen(createTcpServer((socket) => socket.once('data', () => socket.destroy())));
    open.push(rude);
    await expect(ask(`https://127.0.0.1:${rude.port}`, trusting)).rejects.toMatchObject({
      kind: 'tls',
      message: expect.stringContaining('closed it during the handshake') as unknown,
    });
  });
});

function pem(notAfter: Date): { readonly cert: string; readonly key: string } {
  const { certificate: cert, key } = authority.issue({ names: ['127.0.0.1'], notAfter });
  return { cert, key };
}
