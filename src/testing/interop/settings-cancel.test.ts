import { once } from 'node:events';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../support/certificates/certificate-authority.ts';
import { listen } from '../support/listen.ts';
import { closeAll } from '../support/upstream-builders.ts';
import { type QueryOptions, openSettingsStage, type SettingsStage } from './settings-stage.ts';

/** From the call's end to the moment the server sees that nobody waits any more. */
const limitMs = 100;

const authority = createCertificateAuthority('interop authority');
const { certificate: cert, key } = authority.issue({ names: ['127.0.0.1'] });
const open: { close(): Promise<void> }[] = [];

let stage: SettingsStage;

beforeAll(async () => {
  stage = await openSettingsStage();
  // What is loaded with the first request shall not count.
  for (const version of [1, 2] as const)
    await stage.query(version, { url: 'http://127.0.0.1:1', jsonData: { retries: 0 } });
});

afterAll(async () => {
  await stage.close();
});

afterEach(() => closeAll(open));

interface HangingServer {
  readonly url: string;
  /** Resolves with the time at which the first request was given up. */
  readonly givenUp: Promise<number>;
}

interface Hanging {
  writeHead(status: number): unknown;
  write(text: string): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** @param starts to answer, so that the body is being read */
async function startHangingServer({ starts, http2 }: { starts: boolean; http2: boolean }): Promise<HangingServer> {
  const { promise: givenUp, resolve } = Promise.withResolvers<number>();
  const hang = (_: unknown, response: Hanging): void => {
    response.once('close', () => {
      resolve(performance.now());
    });
    if (!starts) return;
    response.writeHead(200);
    response.write('[');
  };
  const server = http2 ? createSecureServer({ cert, key }, hang) : createServer(hang);
  const listening = await listen(server);
  open.push(listening);
  return { url: `http${http2 ? 's' : ''}://127.0.0.1:${listening.port}`, givenUp };
}

const endings: readonly (readonly [string, QueryOptions, RegExp])[] = [
  ['the caller goes away', { cancelAfterMs: 400 }, /^Canceled/],
  ['its deadline passes', { deadlineMs: 400 }, /^DeadlineExceeded|the deadline of Grafana's own call passed/],
];

const servers = [
  ['does not answer', { starts: false, http2: false }],
  ['is in the middle of its answer', { starts: true, http2: false }],
  ['does not answer over HTTP/2', { starts: false, http2: true }],
  ['is in the middle of its answer over HTTP/2', { starts: true, http2: true }],
] as const;

describe.each([1, 2] as const)('version %i', (version) => {
  describe.each(endings)('a call ends when %s', (_, options, code) => {
    it.each(servers)('and the request with it, while the server %s', async (_, kind) => {
      const { url, givenUp } = await startHangingServer(kind);
      const source = {
        url,
        jsonData: { tlsAuthWithCACert: true },
        secureJsonData: { tlsCACert: authority.certificate },
      };
      // Our own answer, that the deadline has passed, may still be in time for it.
      const ending = await stage.query(version, source, options).then(
        ({ error }) => error,
        (error: unknown) => (error as Error).message,
      );
      expect(ending).toMatch(code);
      const ended = performance.now();
      expect((await givenUp) - ended).toBeLessThan(limitMs);
    });
  });

  it('a call that waits for its turn is not sent any more', async () => {
    let count = 0;
    const server = createServer(() => (count += 1));
    const listening = await listen(server);
    open.push(listening);
    const source = { url: `http://127.0.0.1:${listening.port}`, jsonData: { maxConcurrentRequests: 1 } };
    const arrived = once(server, 'request');
    const ask = (target: string, cancelAfterMs: number) =>
      expect(stage.query(version, source, { model: { target }, cancelAfterMs })).rejects.toThrow('Canceled');
    const first = ask('a', 600);
    await arrived;
    await Promise.all([first, ask('b', 200)]);
    // The place is free again, and the next one takes it.
    const again = once(server, 'request');
    const next = ask('c', 1000);
    await again;
    expect(count).toBe(2);
    await next;
  });

  it('one of two who wait for the same answer may go, and the other still gets it', async () => {
    const { promise: leaving, resolve: leave } = Promise.withResolvers<undefined>();
    const server = createServer((_, response) => {
      void leaving.then(() => response.end('[{"target":"a","datapoints":[[42,1714543200000]]}]'));
    });
    const listening = await listen(server);
    open.push(listening);
    const source = { url: `http://127.0.0.1:${listening.port}` };
    const staying = stage.query(version, source);
    await expect(stage.query(version, source, { cancelAfterMs: 200 })).rejects.toThrow('Canceled');
    leave(undefined);
    expect(await staying).toMatchObject({ error: '', values: [42] });
  });
});
