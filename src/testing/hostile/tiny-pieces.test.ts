/** Servers that send little in thousands of pieces, each of which takes time of the main thread. */
import { expect } from '@jest/globals';
import { createCertificateAuthority } from '../support/certificates/certificate-authority.ts';
import { frame, okHead, startRawHttp2Server } from '../support/servers/raw-http2-server.ts';
import type { HostileSource } from './support/data-source-under-attack.ts';
import { startEndlessHttp1 } from './support/endless-http1.ts';
import { hostileCase } from './support/hostile-case.ts';
import type { HostileStage } from './support/hostile-stage.ts';

/** So many panels of a dashboard ask at the same moment. @returns what each is told */
async function askTogether({ query }: HostileStage, source: HostileSource): Promise<readonly string[]> {
  const asking = Array.from({ length: 10 }, async (_, i) => {
    const { A } = await query(source, { models: { A: { target: `panel ${String(i)}` } } });
    return A?.error ?? 'no answer';
  });
  return Promise.all(asking);
}

const jsonData = { timeout: 3, tlsSkipVerify: true, retries: 0 };

hostileCase('answers in chunks of one byte, without end', {}, async (stage) => {
  const begin = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  const server = await startEndlessHttp1({ begin, unit: '1\r\n \r\n' });
  for (const error of await askTogether(stage, { url: server.url, id: 2, jsonData })) {
    expect(error).toMatch(/no answer within 3 s|larger than allowed/);
  }
  await server.close();
});

hostileCase('floods of tiny HTTP/2 frames from a server', {}, async (stage) => {
  const identity = createCertificateAuthority().issue({ names: ['127.0.0.1'] });
  const floods = {
    'thousands of tiny frames at once': (stream: number) => frame('data', 0, stream, Buffer.of(0x20)),
    'more than 100 answers of status 1xx': (stream: number) => frame('headers', 4, stream, Buffer.from('\b\u0003103')),
  };
  for (const [words, frameOf] of Object.entries(floods)) {
    const server = await startRawHttp2Server(identity, (socket, stream) => {
      socket.write(
        Buffer.concat(
          [okHead(stream), ...Array<Buffer>(100_000).fill(frameOf(stream))].slice(words.startsWith('more') ? 1 : 0),
        ),
      );
    });
    const errors = await askTogether(stage, {
      url: `https://127.0.0.1:${String(server.port)}`,
      id: words.length,
      jsonData,
    });
    expect(errors).toContainEqual(expect.stringContaining(words));
    expect(errors).not.toContain('');
    await server.close();
  }
});

hostileCase('answers with 150 000 headers, and with one of a megabyte', {}, async (stage) => {
  const { upstream, query } = stage;
  const many = await startEndlessHttp1({ begin: `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(150_000)}\r\n[]`, unit: ' ' });
  for (const error of await askTogether(stage, { url: many.url, id: 2, jsonData })) {
    expect(error).toContain('the server sent more than 12000 lines of headers');
  }
  await many.close();
  const headers = {
    'cache-control': ','.repeat(100_000),
    'content-encoding': 'gzip,'.repeat(100_000),
    etag: 'x'.repeat(100_000),
  };
  upstream.answer('/query', { headers, body: [{ target: 'a', datapoints: [[1, 1_714_543_200_000]] }] });
  const { A } = await query({ url: upstream.url, id: 3, jsonData: { ...jsonData, cacheTtlMs: 60_000 } });
  expect(A).toMatchObject({ error: '', frames: [expect.any(Buffer)] });
});

hostileCase('dozens of answers of tiny objects at the same moment', {}, async (stage) => {
  const together = 30;
  const body = `[${'{"a":[{}]},'.repeat(10_000)}1]`;
  const { promise: areAllThere, resolve } = Promise.withResolvers<undefined>();
  let asked = 0;
  stage.upstream.answer('/query', async () => {
    asked += 1;
    if (asked === together) resolve(undefined);
    await areAllThere;
    return { body };
  });
  const asking = Array.from({ length: together }, async (_, i) => {
    const source = { url: stage.upstream.url, id: 100 + i, jsonData };
    return stage.query(source, { models: { A: { target: `panel ${String(i)}` } } });
  });
  for (const { A } of await Promise.all(asking)) expect(A?.error).not.toBe('no answer');
});
