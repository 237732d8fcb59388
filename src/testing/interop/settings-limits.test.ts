import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { listen, type Listening } from '../support/listen.ts';
import { closeAll } from '../support/upstream-builders.ts';
import { oneSeries, openSettingsStage, type SettingsStage } from './settings-stage.ts';

const open: { close(): Promise<void> }[] = [];

let stage: SettingsStage;

beforeAll(async () => {
  stage = await openSettingsStage();
});

afterAll(async () => {
  await stage.close();
});

afterEach(() => closeAll(open));

interface SlowServer extends Listening {
  readonly url: string;
  /** The most requests there were at a time. */
  mostAtATime(): number;
}

/** @param respond default: one series after `afterMs` */
async function startServer(
  afterMs: number | 'never',
  respond: (response: ServerResponse) => void = (response) => response.end(JSON.stringify(oneSeries)),
): Promise<SlowServer> {
  let running = 0;
  let most = 0;
  const server = createServer((request, response) => {
    running += 1;
    most = Math.max(most, running);
    response.once('close', () => (running -= 1));
    request.resume().once('end', () => {
      if (afterMs === 'never') return;
      void sleep(afterMs).then(() => {
        respond(response);
      });
    });
  });
  server.keepAliveTimeout = 0;
  const listening = await listen(server);
  open.push(listening);
  return { ...listening, url: `http://127.0.0.1:${listening.port}`, mostAtATime: () => most };
}

describe.each([1, 2] as const)('version %i', (version) => {
  const ask = (url: string, jsonData: object, target = 'a') =>
    stage.query(version, { url, jsonData: { ...jsonData } }, { model: { target } });
  const querySix = (url: string, jsonData: object) =>
    Promise.all(Array.from({ length: 6 }, (_, i) => ask(url, jsonData, `metric ${i}`)));

  it.each([0.3, '0.3', ' 0.3 '])('timeout: %j seconds end a request, whatever its server is doing', async (timeout) => {
    const { url } = await startServer(0, (response) => {
      const trickle = setInterval(() => response.write(' '), 20);
      response.once('close', () => {
        clearInterval(trickle);
      });
    });
    const { error, status } = await ask(url, { timeout });
    expect(error).toContain('no answer within 0.3 s, the timeout of the data source settings');
    expect(status).toBe(version === 1 ? 0 : 504);
  });

  it.each([0, '', null, 5])('timeout: %j is enough for a server that takes a moment', async (timeout) => {
    const { url } = await startServer(100);
    expect(await ask(url, { timeout })).toMatchObject({ error: '', values: [42] });
  });

  it('timeout: a deadline of the call ends it earlier', async () => {
    const { url } = await startServer('never');
    const asked = stage.query(version, { url, jsonData: { timeout: 60 } }, { deadlineMs: 300 });
    // Either side may be the first to notice.
    const outcome = await asked.then(({ error }) => error, String);
    expect(outcome).toMatch(/DeadlineExceeded|when the deadline of Grafana's own call passed/);
  });

  it('httpIdleConnTimeout: a connection that nobody uses is closed', async () => {
    const { url, connections } = await startServer(0);
    const started = performance.now();
    expect(await ask(url, { httpIdleConnTimeout: 0.2 })).toMatchObject({ error: '' });
    const [connection] = connections;
    if (connection !== undefined) await once(connection, 'close');
    expect(performance.now() - started).toBeGreaterThan(150);
    expect(connections.size).toBe(0);
  });

  it('httpKeepAlive: open connections are probed so often, or not at all', async () => {
    for (const [httpKeepAlive, timer] of [
      [40, 'in 40 s'],
      ['0', 'none'],
    ] as const) {
      const { url, connections } = await startServer(0);
      expect(await ask(url, { httpKeepAlive })).toMatchObject({ error: '' });
      expect([...connections].map(keepAliveTimer)).toEqual([timer]);
    }
  });

  it('httpMaxConnsPerHost: no more connections are open at a time', async () => {
    const server = await startServer(30);
    const answers = await querySix(server.url, { httpMaxConnsPerHost: 2 });
    expect(answers.map(({ error }) => error)).toEqual(Array(6).fill(''));
    expect(server.connectionCount()).toBe(2);
  });

  it('maxConcurrentRequests: the others wait', async () => {
    const server = await startServer(30);
    const answers = await querySix(server.url, { maxConcurrentRequests: '3' });
    expect(answers.map(({ error }) => error)).toEqual(Array(6).fill(''));
    expect(server.mostAtATime()).toBe(3);
  });

  it('connections are used again', async () => {
    const server = await startServer(0);
    for (const target of ['a', 'b', 'c']) expect(await ask(server.url, {}, target)).toMatchObject({ error: '' });
    expect(server.connectionCount()).toBe(1);
  });

  it('httpMaxIdleConns and its like are accepted, and so are keys that nobody knows', async () => {
    const { url } = await startServer(0);
    const jsonData = {
      httpMaxIdleConns: 100,
      httpMaxIdleConnsPerHost: '2',
      httpExpectContinueTimeout: 1,
      nobodyKnows: {},
    };
    expect(await ask(url, jsonData)).toMatchObject({ error: '', values: [42] });
  });

  it('maxResponseBytes: counts decompressed bytes', async () => {
    const body = JSON.stringify(oneSeries).padEnd(5000);
    const plain = await startServer(0, (response) => response.end(body));
    const packed = await startServer(0, (response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync(body)),
    );
    for (const { url } of [plain, packed]) {
      expect(await ask(url, { maxResponseBytes: 5000 })).toMatchObject({ error: '', values: [42] });
      const { error } = await ask(url, { maxResponseBytes: 4999 });
      expect(error).toContain('more than 4999 bytes, decompressed');
      expect(error).toContain('maxResponseBytes');
    }
  });
});

describe('response_limit of Grafana', () => {
  const body = JSON.stringify(oneSeries).padEnd(5000);
  const respond = (response: ServerResponse) => response.end(body);

  it('GF_RESPONSE_LIMIT: maxResponseBytes is never above it, in both versions', async () => {
    const limited = await openSettingsStage({ env: ['GF_RESPONSE_LIMIT=3000'] });
    open.push(limited);
    const { url } = await startServer(0, respond);
    for (const version of [1, 2] as const) {
      const { error } = await limited.query(version, { url, jsonData: { maxResponseBytes: 1_000_000 } });
      expect(error).toContain('more than 3000 bytes');
    }
  });

  it('GF_RESPONSE_LIMIT: may come with the call in version 2, and change', async () => {
    const { url } = await startServer(0, respond);
    for (const [limit, expected] of [
      ['3000', 'more than 3000 bytes'],
      ['0', ''],
      ['4000', 'more than 4000 bytes'],
    ] as const) {
      const { error } = await stage.query(2, { url }, { grafanaConfig: { GF_RESPONSE_LIMIT: limit } });
      if (expected === '') expect(error).toBe('');
      else expect(error).toContain(expected);
    }
  });
});

/** When the other end of a connection probes it next, in tens of seconds; the kernel's list of connections has it, in 1/100 s. */
function keepAliveTimer({ localPort, remotePort }: Socket): string {
  const ends = [remotePort, localPort].map((port = 0) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`);
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  // Both ends: the plugin's port may be that of a closed connection to another server as well.
  const row = rows.find((cells) => ends.every((end, i) => cells[i + 1]?.endsWith(end)));
  const [kind, when = ''] = (row?.[5] ?? '').split(':');
  return kind === '02' ? `in ${Math.ceil(parseInt(when, 16) / 1000) * 10} s` : 'none';
}
