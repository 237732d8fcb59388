import { once } from 'node:events';
import { connect as tlsConnect } from 'node:tls';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createPluginServer, usePluginServers } from '../../../testing/support/plugin-server-stage.ts';
import { connectPlugin, type HostCertificate } from '../../../testing/support/process/plugin-connection.ts';
import { textMethods } from '../../../testing/support/servers/text-service.ts';
import { HealthService } from '../gen/grpc/health/v1/health.ts';
import { createServerCertificate, type ServerCertificate } from './certificate.ts';

const { start } = usePluginServers();

describe('PluginServer with mutual TLS', () => {
  let host: ServerCertificate;
  let hostCertificate: HostCertificate;

  beforeAll(async () => {
    host = await createServerCertificate(Date.now());
    hostCertificate = { certificate: host.pem, privateKey: host.privateKeyPem };
  });

  it('answers the host whose certificate it was given', async () => {
    const answer = (request: string): Promise<string> => Promise.resolve(`${request}!`);
    const { connection, handshake } = await start({
      answer,
      variables: { PLUGIN_CLIENT_CERT: host.pem },
      hostCertificate,
    });
    expect(handshake.certificate?.length).toBeGreaterThan(300);
    await expect(connection.call(textMethods.unary, 'hello')).resolves.toBe('hello!');
  });

  it('refuses a stranger with another certificate', async () => {
    const { handshake } = await start({ variables: { PLUGIN_CLIENT_CERT: host.pem }, hostCertificate });
    const other = await createServerCertificate(Date.now());
    const stranger = connectPlugin(handshake, { certificate: other.pem, privateKey: other.privateKeyPem });
    const answer = stranger.call(HealthService.check, { service: '' }, { timeoutMs: 1000 });
    await expect(answer).rejects.toMatchObject({ code: expect.any(Number) });
    stranger.close();
  });

  it('refuses a stranger without a certificate', async () => {
    const { handshake } = await start({ variables: { PLUGIN_CLIENT_CERT: host.pem }, hostCertificate });
    const stranger = tlsConnect({ path: handshake.address, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    stranger.resume();
    await expect(once(stranger, 'end')).rejects.toMatchObject({ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' });
  });

  it('refuses plain text', async () => {
    const { handshake } = await start({ variables: { PLUGIN_CLIENT_CERT: host.pem }, hostCertificate });
    const stranger = connectPlugin({ ...handshake, certificate: undefined });
    const answer = stranger.call(HealthService.check, { service: '' }, { timeoutMs: 1000 });
    await expect(answer).rejects.toMatchObject({ code: expect.any(Number) });
    stranger.close();
  });

  it('does not start with a certificate it cannot read', async () => {
    const server = createPluginServer({ PLUGIN_CLIENT_CERT: 'nonsense' });
    await expect(server.start({ protocolVersion: 2, loadServices: () => Promise.resolve([]) })).rejects.toThrow(
      'expected PLUGIN_CLIENT_CERT to be a certificate in PEM form',
    );
    await server.stop();
  });
});
