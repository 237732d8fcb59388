/** What a host's environment may have for other programs, and Node.js or a library would take for itself. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { type SecureUpstream, startSecureUpstream } from '../interop/secure-upstream.ts';
import { createCertificateAuthority } from '../support/certificates/certificate-authority.ts';
import { hostileCase } from './support/hostile-case.ts';
import { largeAnswer } from './support/large-answer.ts';
import type { HostileStage } from './support/hostile-stage.ts';
import { listeningPorts } from './support/gauge/process-facts.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'environment'));
const written = path.join(directory, 'written');
mkdirSync(written);
/** Says that it was run by what it leaves. */
const intruder = path.join(directory, 'intruder.js');
writeFileSync(intruder, `require('node:fs').writeFileSync(${JSON.stringify(path.join(written, 'intruder'))}, '');`);
const opensslSection = 'nodejs_conf = a\n[a]\nengines = b\n[b]\nc = d\n[d]\ndynamic_path = /nowhere.so\ninit = 1\n';
const opensslConfiguration = path.join(directory, 'openssl.cnf');
writeFileSync(opensslConfiguration, opensslSection);
const authority = createCertificateAuthority();
const certificate = path.join(directory, 'authority.pem');
writeFileSync(certificate, authority.certificate);

let secure: SecureUpstream;

beforeAll(async () => {
  secure = await startSecureUpstream({ identity: authority.issue({ names: ['127.0.0.1'] }) });
});

afterAll(async () => {
  await secure.close();
  rmSync(directory, { recursive: true });
});

/** All parts of the executable at work: HTTP, TLS, threads and its end. */
async function workAndEnd({ plugin, upstream, query }: HostileStage): Promise<void> {
  upstream.answer('/query', { body: largeAnswer });
  const { A } = await query({ url: upstream.url });
  expect(A?.error).toBe('');
  expect(listeningPorts(plugin.pid)).toEqual([]);
  const trusting = { jsonData: { tlsAuthWithCACert: true }, secureJsonData: { tlsCACert: authority.certificate } };
  expect((await query({ url: secure.url, id: 2, ...trusting }))['A']?.error).toBe('');
  expect(await plugin.shutdown()).toEqual({ code: 0, signal: null });
}

const ofNodeParent = { NODE_UNIQUE_ID: '1', NODE_CHANNEL_FD: '0', NODE_CHANNEL_SERIALIZATION_MODE: 'json' };

hostileCase(
  'variables of a Node.js program that started the host',
  { environment: ofNodeParent, ends: true },
  workAndEnd,
);

const loading = {
  NODE_OPTIONS: `--require=${intruder} --inspect=127.0.0.1:0`,
  NODE_REPL_EXTERNAL_MODULE: intruder,
  NODE_PATH: directory,
  OPENSSL_CONF: opensslConfiguration,
};

hostileCase('variables by which Node.js and OpenSSL load code', { environment: loading, ends: true }, async (stage) => {
  await workAndEnd(stage);
  expect(readdirSync(written)).toEqual([]);
});

const writing = {
  NODE_V8_COVERAGE: path.join(written, 'coverage'),
  NODE_COMPILE_CACHE: path.join(written, 'cache'),
  NODE_REDIRECT_WARNINGS: path.join(written, 'warnings'),
  NODE_PENDING_DEPRECATION: '1',
  SSLKEYLOGFILE: path.join(written, 'keys'),
};

hostileCase('variables by which Node.js writes files', { environment: writing, ends: true }, async (stage) => {
  await workAndEnd(stage);
  expect(readdirSync(written)).toEqual([]);
});

const telling = { NODE_DEBUG: '*', NODE_DEBUG_NATIVE: 'http2,tls,worker', GRPC_TRACE: 'all', GRPC_VERBOSITY: 'DEBUG' };

hostileCase(
  'variables by which Node.js and gRPC log what they send',
  { environment: telling, logLevel: 'info', ends: true },
  async (stage) => {
    await workAndEnd(stage);
    expect(stage.plugin.stderrLines.map((line) => (JSON.parse(line) as { '@level': string })['@level'])).toEqual([
      'info',
      'info',
    ]);
  },
);

hostileCase(
  'NODE_TLS_REJECT_UNAUTHORIZED, which trusts every certificate',
  { environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0', UNDICI_USE_MILO: '1' } },
  async ({ query }) => {
    expect((await query({ url: secure.url }))['A']?.error).toMatch(/certificate/);
  },
);

hostileCase(
  'NODE_EXTRA_CA_CERTS, which trusts more authorities',
  { environment: { NODE_EXTRA_CA_CERTS: certificate } },
  async ({ query }) => {
    expect((await query({ url: secure.url }))['A']?.error).toBe('');
  },
);
