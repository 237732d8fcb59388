import { afterEach, describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../../../testing/support/certificates/certificate-authority.ts';
import { cutOffAnswers, startCutOffServer } from '../../../testing/support/servers/cut-off-answers.ts';
import { closeAll, upstreamOptions, upstreamRequest } from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';

const authority = createCertificateAuthority();
const identity = authority.issue({ names: ['127.0.0.1'] });
const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

describe('an answer that breaks off', () => {
  it.each(cutOffAnswers)('is asked for again, and then an error: $title', async (each) => {
    const server = await startCutOffServer(each, identity);
    const client = createUpstreamClient(
      upstreamOptions({
        url: server.url,
        retries: 1,
        tls: { skipVerify: false, caCertificates: authority.certificate },
      }),
      silentLogger,
    );
    open.push(server, client);
    await expect(client.request(upstreamRequest())).rejects.toMatchObject({ name: 'UpstreamError', kind: 'reset' });
    expect(server.requestCount()).toBe(2);
  });
});
