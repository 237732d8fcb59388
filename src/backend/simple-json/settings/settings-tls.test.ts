import { describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../../../testing/support/certificates/certificate-authority.ts';
import { parsedSettings, settingsProblems } from '../../../testing/support/readers/parsed-settings.ts';

const authority = createCertificateAuthority();
const client = authority.issue({ names: ['grafana'] });

describe('TLS', () => {
  const flags = { tlsAuth: true, tlsAuthWithCACert: true };
  const secrets = { tlsCACert: authority.certificate, tlsClientCert: client.certificate, tlsClientKey: client.key };
  const all = {
    caCertificates: authority.certificate,
    client: { certificate: client.certificate, key: client.key },
    skipVerify: true,
    serverName: 'inner.test',
  };

  it.each<[string, (pem: string) => string]>([
    ['as it should be', (pem) => pem],
    ['with escaped line ends', (pem) => pem.replaceAll('\n', '\\n')],
    ['with escaped Windows line ends', (pem) => pem.replaceAll('\n', '\\r\\n')],
    ['with Windows line ends', (pem) => pem.replaceAll('\n', '\r\n')],
    ['with spaces for line ends', (pem) => pem.replaceAll('\n', ' ')],
    ['with quotes around it', (pem) => `"${pem.replaceAll('\n', '\\n')}"`],
    ['with space around it', (pem) => `\n\n  ${pem}  \n`],
    ['with a comment before it', (pem) => `subject=CN = x\n${pem}`],
  ])('takes PEM %s', (_, write) => {
    const written = Object.fromEntries(Object.entries(secrets).map(([name, pem]) => [name, write(pem)]));
    expect(parsedSettings({ ...flags, tlsSkipVerify: true, serverName: 'inner.test' }, written).tls).toEqual(all);
  });

  it('takes several authorities', () => {
    const both = createCertificateAuthority('second').certificate + authority.certificate;
    expect(parsedSettings({ tlsAuthWithCACert: true }, { tlsCACert: both }).tls.caCertificates).toBe(both);
  });

  it('leaves secrets alone whose switch is off', () => {
    expect(parsedSettings({}, { ...secrets, tlsCACert: 'nonsense' }).tls).toEqual({ skipVerify: false });
  });

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['no authority', { tlsCACert: '' }, 'secureJsonData.tlsCACert', /expected a PEM certificate.*got none/],
    ['something else for an authority', { tlsCACert: 'secret' }, 'secureJsonData.tlsCACert', /got something else/],
    [
      'a damaged authority',
      { tlsCACert: authority.certificate.replace(/M[\s\S]{20}/, 'MIIB') },
      'secureJsonData.tlsCACert',
      /got something else/,
    ],
    ['no certificate', { tlsClientCert: '' }, 'secureJsonData.tlsClientCert', /got none/],
    ['no key', { tlsClientKey: '' }, 'secureJsonData.tlsClientKey', /expected a PEM private key.*got none/],
    [
      'a certificate for a key',
      { tlsClientKey: client.certificate },
      'secureJsonData.tlsClientKey',
      /got something else/,
    ],
    [
      'the key of another',
      { tlsClientKey: authority.issue({ names: ['x'] }).key },
      'secureJsonData.tlsClientKey',
      /does not belong/,
    ],
    [
      'a key with a passphrase',
      { tlsClientKey: '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----' },
      'secureJsonData.tlsClientKey',
      /got one with a passphrase/,
    ],
  ])('says what is wrong with %s', (_, wrong, key, text) => {
    expect(settingsProblems(flags, { ...secrets, ...wrong })).toEqual([
      { key, text: expect.stringMatching(text) as unknown },
    ]);
  });
});
