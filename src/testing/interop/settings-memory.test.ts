import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listen } from '../support/listen.ts';
import { closeAll } from '../support/upstream-builders.ts';
import { oneSeries, openSettingsStage, type SettingsAnswer, type SettingsStage } from './settings-stage.ts';

const mebibyte = 1024 * 1024;
const limitBytes = 400 * mebibyte;
const bombBytes = 5 * 1024 * mebibyte;
/** A gzip file may have many members (RFC 1952, 2.2); each of these is 16 MiB of JSON's white space. */
const memberBytes = 16 * mebibyte;
const member = gzipSync(Buffer.alloc(memberBytes, ' '));

const open: { close(): Promise<void> }[] = [];

let stage: SettingsStage;

beforeEach(async () => {
  stage = await openSettingsStage();
  open.push(stage);
});

afterEach(() => closeAll(open));

interface BigServer {
  readonly url: string;
  /** Resolves when somebody asked. */
  readonly asked: Promise<undefined>;
  /** Resolves when the caller hung up, with the bytes that were sent. */
  readonly hungUp: Promise<number>;
}

async function startServer(
  send: (response: ServerResponse, count: (bytes: number) => void) => Promise<unknown>,
): Promise<BigServer> {
  const asked = Promise.withResolvers<undefined>();
  const hungUp = Promise.withResolvers<number>();
  let sent = 0;
  const url = await startAt(
    createServer((request, response) => {
      request.resume();
      asked.resolve(undefined);
      response.once('close', () => {
        hungUp.resolve(sent);
      });
      send(response, (bytes) => (sent += bytes)).catch(() => undefined);
    }),
  );
  return { url, asked: asked.promise, hungUp: hungUp.promise };
}

async function startAt(server: Server): Promise<string> {
  const listening = await listen(server);
  open.push(listening);
  return `http://127.0.0.1:${listening.port}`;
}

/** 5 GB in about 5 MB. */
function startBomb(): Promise<BigServer> {
  return startServer((response, count) => {
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' });
    return pipeline(Readable.from(repeat(member, bombBytes / memberBytes, count)), response);
  });
}

function startEndless(): Promise<BigServer> {
  return startServer((response, count) => {
    response.write('[');
    return pipeline(Readable.from(repeat(Buffer.alloc(mebibyte, '1,'), Infinity, count)), response);
  });
}

function* repeat(piece: Buffer, times: number, count: (bytes: number) => void): Generator<Buffer> {
  for (let i = 0; i < times; i++) {
    count(piece.length);
    yield piece;
  }
}

/** How other queries go until something is over. */
async function queryOthersUntil(
  version: 1 | 2,
  over: Promise<unknown>,
): Promise<{ readonly answers: SettingsAnswer[]; readonly slowestMs: number }> {
  const url = await startAt(
    createServer((request, response) => request.resume().once('end', () => response.end(JSON.stringify(oneSeries)))),
  );
  const answers: SettingsAnswer[] = [];
  let slowestMs = 0;
  const done = new AbortController();
  const end = (): void => {
    done.abort();
  };
  over.then(end, end);
  for (let i = 0; !done.signal.aborted; i++) {
    await sleep(5);
    const started = performance.now();
    answers.push(await stage.query(version, { id: 2, url }, { model: { target: `metric ${i}` } }));
    slowestMs = Math.max(slowestMs, performance.now() - started);
  }
  return { answers, slowestMs };
}

/** The most physical memory that a process ever had. */
function peakBytesOf(pid: number): number {
  const [, kibibytes = ''] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}

describe.each([1, 2] as const)('version %i', (version) => {
  it.each([
    ['a gzip bomb of 5 GB', startBomb],
    ['a body without end', startEndless],
  ] as const)('%s is an error in less than 400 MiB, and nobody else is kept waiting', async (_, start) => {
    const { url, hungUp } = await start();
    const asked = stage.query(version, { id: 1, url });
    const { answers, slowestMs } = await queryOthersUntil(version, asked);
    expect((await asked).error).toMatch(
      /larger than allowed: (more than 268435456 bytes, decompressed|it is the largest)/,
    );
    expect(answers.filter(({ error }) => error !== '')).toEqual([]);
    expect(answers.length).toBeGreaterThan(3);
    expect(slowestMs).toBeLessThan(2000);
    expect(await hungUp).toBeLessThan(300 * mebibyte);
    expect(peakBytesOf(stage.plugins[version].pid)).toBeLessThan(limitBytes);
  });

  it('several of them at a time, of several data sources, need no more', async () => {
    const bombs = await Promise.all([startBomb(), startEndless(), startBomb(), startEndless()]);
    const asked = bombs.map(({ url }, i) => stage.query(version, { id: 10 + i, url }));
    const { answers } = await queryOthersUntil(version, Promise.all(asked));
    for (const { error } of await Promise.all(asked)) expect(error).toContain('is larger than allowed');
    expect(answers.filter(({ error }) => error !== '')).toEqual([]);
    await Promise.all(bombs.map(({ hungUp }) => hungUp));
    expect(peakBytesOf(stage.plugins[version].pid)).toBeLessThan(limitBytes);
  });
});
