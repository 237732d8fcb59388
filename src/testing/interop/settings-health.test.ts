import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../support/certificates/certificate-authority.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { unusedPort } from '../support/listen.ts';
import { interopExecutables } from './interop-executables.ts';
import { type SecureUpstream, startSecureUpstream } from './secure-upstream.ts';
import { openSettingsStage, type SettingsStage } from './settings-stage.ts';

const { plugin } = interopExecutables(process.env);
const authority = createCertificateAuthority('interop authority');
const identity = authority.issue({ names: ['127.0.0.1'] });

let stage: SettingsStage;
let upstream: FakeUpstream;
let secure: SecureUpstream;

beforeAll(async () => {
  stage = await openSettingsStage();
  secure = await startSecureUpstream({ identity, http2: true });
});

afterAll(async () => {
  await stage.close();
  await secure.close();
});

beforeEach(async () => {
  upstream = await startFakeUpstream();
});

afterEach(async () => {
  await upstream.close();
});

interface Finding {
  readonly works: boolean;
  readonly message: string;
  readonly verbose: string;
}

type Check = (url: string, jsonData?: object) => Promise<Finding>;

const asGrafana: Check = async (url, jsonData = {}) => {
  const { status, message, details } = await stage.checkHealth({ url, jsonData: { ...jsonData } });
  return { works: status === 'OK', message, verbose: String(details['verboseMessage']) };
};

/** By hand; the exit code says whether it works. */
const fromCommandLine: Check = async (url, jsonData = {}) => {
  const args = ['health', '--url', url, '--json-data', JSON.stringify(jsonData)];
  const child = spawn(plugin, args, { stdio: ['ignore', 'pipe', 'ignore'], env: {} });
  const closed = once(child, 'close');
  const output = await text(child.stdout);
  await closed;
  const [message = '', ...verbose] = output.split('\n');
  return { works: child.exitCode === 0, message, verbose: verbose.join('\n') };
};

describe.each([
  ['"Save & test"', asGrafana],
  ['the command "health"', fromCommandLine],
])('%s', (_, check) => {
  it('says that a server works, how fast, over what, and what it offers', async () => {
    upstream.answer('/search', { body: ['a', 'b'] });
    upstream.answer('/annotations', { body: [] });
    const { works, message, verbose } = await check(upstream.url);
    expect(works).toBe(true);
    expect(message).toMatch(/The server answered in \d+ ms; metrics are listed by \/search/);
    expect(verbose).toMatch(/GET \/: \d+ ms, HTTP\/1\.1/);
    for (const line of [
      'POST /search: 2 metrics',
      'POST /annotations: offered',
      'POST /variable: not offered',
      'dialect: simple-json',
    ])
      expect(verbose).toContain(line);
    expect(upstream.requests[0]).toMatchObject({ method: 'GET', path: '/' });
  });

  it('tells the later generation of servers', async () => {
    upstream.answer('/metrics', { body: [{ label: 'CPU', value: 'cpu' }] });
    upstream.answer('/variable', { body: [] });
    const { works, verbose } = await check(upstream.url);
    expect(works).toBe(true);
    expect(verbose).toContain('POST /metrics: 1 metrics');
    expect(verbose).toContain('dialect: json-datasource 0.6 or later');
  });

  it('is content with a server that has nothing but GET /, and says what is missing', async () => {
    const { works, message } = await check(upstream.url);
    expect(works).toBe(true);
    expect(message).toContain('it lists no metrics');
  });

  it('names HTTP/2', async () => {
    const { works, verbose } = await check(secure.url, { tlsSkipVerify: true });
    expect(works).toBe(true);
    expect(verbose).toContain('HTTP/2');
  });

  it('takes a 401 for the whole server, and asks no more', async () => {
    upstream.answer('/', { status: 401, body: { message: 'words of the server' } });
    upstream.answer('/search', { body: ['a'] });
    const { works, message } = await check(upstream.url, { retries: 0 });
    expect(works).toBe(false);
    expect(message).toContain('status 401');
    expect(message).toContain('words of the server');
    expect(new Set(upstream.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it.each([404, 500, 304])('takes status %i of GET / for a remark where the server lists metrics', async (status) => {
    upstream.answer('/', { status });
    upstream.answer('/search', { body: ['a'] });
    const { works, message } = await check(upstream.url, { retries: 0 });
    expect(works).toBe(true);
    expect(message).toContain('Only its root could not be read');
    expect(message).toContain(`status ${status}`);
  });

  it.each([404, 500, 304])(
    'takes no other status of GET / than success where nothing else works: %i',
    async (status) => {
      upstream.answer('/', { status, ...(status === 304 ? {} : { body: { message: 'words of the server' } }) });
      const { works, message } = await check(upstream.url, { retries: 0 });
      expect(works).toBe(false);
      expect(message).toContain(`status ${status}`);
      if (status !== 304) expect(message).toContain('words of the server');
    },
  );

  it('says why there is no answer', async () => {
    const port = await unusedPort();
    const { works, message } = await check(`http://127.0.0.1:${port}`, { retries: 0 });
    expect(works).toBe(false);
    expect(message).toContain(`no connection to 127.0.0.1:${port}: refused; check that the server runs`);
    const untrusted = await check(secure.url);
    expect(untrusted).toMatchObject({ works: false, message: expect.stringContaining('tlsAuthWithCACert') as unknown });
  });

  it('tells all problems of the settings first, and asks nobody', async () => {
    const { works, message } = await check(upstream.url, { timeout: 'soon', queryMethod: 'PATCH', tlsAuth: true });
    expect(works).toBe(false);
    for (const key of ['timeout', 'queryMethod', 'secureJsonData.tlsClientCert', 'secureJsonData.tlsClientKey'])
      expect(message).toContain(`${key}: `);
    expect(upstream.requests).toEqual([]);
  });

  it('does not wait longer than the timeout', async () => {
    upstream.answer('/', () => new Promise(() => undefined));
    const { works, message } = await check(upstream.url, { timeout: 0.3 });
    expect(works).toBe(false);
    expect(message).toContain('no answer within 0.3 s, the timeout of the data source settings');
  });

  it('tells of an endpoint that fails without failing', async () => {
    upstream.answer('/search', { status: 500, body: 'out of order' });
    const { works, verbose } = await check(upstream.url, { retries: 0 });
    expect(works).toBe(true);
    expect(verbose).toMatch(/POST \/search: .*500.*out of order/);
  });
});

it('"Save & test" gives the facts to machines as well', async () => {
  upstream.answer('/search', { body: ['a'] });
  const { details } = await stage.checkHealth({ url: upstream.url });
  expect(details).toMatchObject({
    httpVersion: '1.1',
    latencyMs: expect.any(Number) as unknown,
    endpoints: ['/search'],
    dialect: 'simple-json or json-datasource 0.3',
  });
});
