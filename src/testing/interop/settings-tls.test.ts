import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../support/certificates/certificate-authority.ts';
import { listen } from '../support/listen.ts';
import { closeAll } from '../support/upstream-builders.ts';
import { type SecureUpstream, type SecureUpstreamOptions, startSecureUpstream } from './secure-upstream.ts';
import { openSettingsStage, type SettingsStage } from './settings-stage.ts';

const authority = createCertificateAuthority('interop authority');
const identity = authority.issue({ names: ['127.0.0.1', 'localhost', 'metrics.test'] });
const client = authority.issue({ names: ['grafana'] });
const open: { close(): Promise<void> }[] = [];

let stage: SettingsStage;

beforeAll(async () => {
  stage = await openSettingsStage();
});

afterAll(async () => {
  await stage.close();
});

afterEach(() => closeAll(open));

async function startServer(options: Partial<SecureUpstreamOptions> = {}): Promise<SecureUpstream> {
  const server = await startSecureUpstream({ identity, ...options });
  open.push(server);
  return server;
}

const trusting = { tlsAuthWithCACert: true };
const tlsCACert = authority.certificate;

/** How a PEM text looks after a YAML file, an environment variable or a Windows editor had it. */
const spellings = [
  ['as it is', (pem: string) => pem],
  ['with \\n escaped', (pem: string) => pem.replaceAll('\n', '\\n')],
  ['with CRLF', (pem: string) => pem.replaceAll('\n', '\r\n')],
  ['with \\r\\n escaped, in quotes', (pem: string) => `"${pem.replaceAll('\n', '\\r\\n')}"`],
] as const;

describe.each([1, 2] as const)('version %i', (version) => {
  it('a server with a certificate that nobody knows is refused, and the setting that helps is named', async () => {
    const { url, requests } = await startServer();
    const { error } = await stage.query(version, { url });
    expect(error).toContain('authority that is not trusted');
    expect(error).toContain('tlsAuthWithCACert');
    expect(requests).toEqual([]);
  });

  it.each(spellings)('tlsAuthWithCACert, tlsCACert: trusts the authority, %s', async (_, spell) => {
    const { url } = await startServer();
    const answer = await stage.query(version, {
      url,
      jsonData: trusting,
      secureJsonData: { tlsCACert: spell(tlsCACert) },
    });
    expect(answer).toMatchObject({ error: '', values: [42] });
  });

  it('tlsAuthWithCACert: trusts no other authority then', async () => {
    const { url } = await startServer();
    const other = createCertificateAuthority('another authority').certificate;
    const { error } = await stage.query(version, { url, jsonData: trusting, secureJsonData: { tlsCACert: other } });
    expect(error).toContain('authority that is not trusted');
  });

  it('tlsSkipVerify: checks nothing', async () => {
    const { url } = await startServer({ identity: authority.issue({ names: ['other.test'] }) });
    const answer = await stage.query(version, { url, jsonData: { tlsSkipVerify: true } });
    expect(answer).toMatchObject({ error: '', values: [42] });
  });

  it.each(spellings)('tlsAuth, tlsClientCert, tlsClientKey: says who we are, %s', async (_, spell) => {
    const { url, requests } = await startServer({ clientAuthority: authority.certificate });
    const answer = await stage.query(version, {
      url,
      jsonData: { ...trusting, tlsAuth: true },
      secureJsonData: { tlsCACert, tlsClientCert: spell(client.certificate), tlsClientKey: spell(client.key) },
    });
    expect(answer).toMatchObject({ error: '', values: [42] });
    expect(requests).toEqual([{ clientName: 'grafana', serverName: '', httpVersion: '1.1' }]);
  });

  it('tlsAuth: a server that wants a certificate and gets none says so', async () => {
    const { url } = await startServer({ clientAuthority: authority.certificate });
    const { error } = await stage.query(version, { url, jsonData: trusting, secureJsonData: { tlsCACert } });
    expect(error).toContain('it asks for a client certificate (tlsAuth), and none is configured');
  });

  it('tlsAuth: a key of another certificate is a problem of the settings', async () => {
    const { error } = await stage.query(version, {
      url: 'https://127.0.0.1',
      jsonData: { tlsAuth: true },
      secureJsonData: { tlsClientCert: client.certificate, tlsClientKey: identity.key },
    });
    expect(error).toContain('secureJsonData.tlsClientKey: does not belong to the certificate in tlsClientCert');
  });

  it('serverName: is asked for and checked instead of the name in the URL', async () => {
    const { url, requests } = await startServer({ identity: authority.issue({ names: ['metrics.test'] }) });
    const jsonData = { ...trusting, serverName: 'metrics.test' };
    expect(await stage.query(version, { url, jsonData, secureJsonData: { tlsCACert } })).toMatchObject({ error: '' });
    expect(requests).toMatchObject([{ serverName: 'metrics.test' }]);
  });

  it('a certificate for another name is refused, with the names that it has', async () => {
    const { url, requests } = await startServer({ identity: authority.issue({ names: ['metrics.test'] }) });
    const { error } = await stage.query(version, { url, jsonData: trusting, secureJsonData: { tlsCACert } });
    expect(error).toContain('its certificate is for another name. It is for metrics.test.');
    expect(error).toContain('serverName');
    expect(requests).toEqual([]);
  });

  it('an expired certificate is refused', async () => {
    const notAfter = new Date(Date.now() - 60_000);
    const { url } = await startServer({ identity: authority.issue({ names: ['127.0.0.1'], notAfter }) });
    const { error } = await stage.query(version, { url, jsonData: trusting, secureJsonData: { tlsCACert } });
    expect(error).toContain('its certificate has expired; renew it on the server');
  });

  it('a server without TLS is told from one with', async () => {
    const plain = await listen(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    open.push(plain);
    const { error } = await stage.query(version, { url: `https://127.0.0.1:${plain.port}` });
    expect(error).toContain('it does not speak TLS on this port');
  });

  it('HTTP/2 is spoken where ALPN offers it', async () => {
    const { url, requests } = await startServer({ http2: true });
    const source = { url, jsonData: trusting, secureJsonData: { tlsCACert } };
    const answer = await stage.query(version, source);
    expect(answer).toMatchObject({ error: '', values: [42] });
    expect(requests).toMatchObject([{ httpVersion: '2.0' }]);
    expect(answer.meta).toMatchObject({ custom: { httpVersion: '2' } });
  });

  it('httpTLSHandshakeTimeout: a server that does not shake hands is given up', async () => {
    const silent = await listen(createServer());
    open.push(silent);
    const jsonData = { httpTLSHandshakeTimeout: '0.2', retries: 0 };
    const { error } = await stage.query(version, { url: `https://127.0.0.1:${silent.port}`, jsonData });
    expect(error).toContain('no TLS handshake');
    expect(error).toContain('within 0.2 s (httpTLSHandshakeTimeout)');
  });
});
