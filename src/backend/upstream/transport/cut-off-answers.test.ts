import { afterEach, describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../../../testing/support/certificates/certificate-authority.ts';
import { cutOffAnswers, startCutOffServer, wholeAnswers } from '../../../testing/support/servers/cut-off-answers.ts';
import { closeAll, upstreamOptions, upstreamRequest } from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import type { UpstreamClient } from '../contract/upstream-client.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';

const authority = createCertificateAuthority();
const identity = authority.issue({ names: ['127.0.0.1'] });
const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

function startClient(url: string): UpstreamClient {
  const tls = { skipVerify: false, caCertificates: authority.certificate };
  const client = createUpstreamClient(upstreamOptions({ url, retries: 1, tls }), silentLogger);
  open.push(client);
  return client;
}

describe('an answer that ends in order', () => {
  it.each(wholeAnswers)('is whole: $title', async (each) => {
    const server = await startCutOffServer(each, identity);
    open.push(server);
    const { body } = await startClient(server.url).request(upstreamRequest());
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject([{ target: 'a' }]);
    expect(server.requestCount()).toBe(1);
  });
});

describe('an answer that breaks off', () => {
  it.each(cutOffAnswers)('is asked for again, and then an error: $title', async (each) => {
    const server = await startCutOffServer(each, identity);
    open.push(server);
    const client = startClient(server.url);
    await expect(client.request(upstreamRequest())).rejects.toMatchObject({ name: 'UpstreamError', kind: 'reset' });
    expect(server.requestCount()).toBe(2);
  });
});
