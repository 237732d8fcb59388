import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Agent } from 'undici';
import { listen } from '../../../testing/support/listen.ts';
import { closeAll } from '../../../testing/support/upstream-builders.ts';
import { undiciResponse, type UndiciResponse } from './undici-response.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

async function ask(serve: Serve, signal = new AbortController().signal): Promise<UndiciResponse> {
  const listening = await listen(createServer(serve));
  const agent = new Agent();
  open.push(listening, { close: () => agent.destroy() });
  return await undiciResponse(
    agent,
    { origin: `http://127.0.0.1:${listening.port}`, path: '/', method: 'GET' },
    signal,
  );
}

/** More than what sockets and buffers on the way take by themselves. */
const largeBytes = 64 * 1024 * 1024;

/** Writes as fast as it is read, and counts. */
function endless(counted: { written: number; closed?: Promise<unknown> }): Serve {
  return (_, response) => {
    counted.closed = once(response, 'close');
    const piece = Buffer.alloc(64 * 1024);
    const write = (): void => {
      while (counted.written < largeBytes && !response.destroyed) {
        counted.written += piece.length;
        if (!response.write(piece)) {
          response.once('drain', write);
          return;
        }
      }
      response.end();
    };
    write();
  };
}

describe('undiciResponse', () => {
  it('gives the head, and the body piece by piece', async () => {
    const { status, headers, body } = await ask((_, response) => {
      response.writeHead(404, { 'X-Kind': 'none' }).write('one ');
      setImmediate(() => response.end('two'));
    });
    expect([status, headers['x-kind']]).toEqual([404, 'none']);
    let text = '';
    await body.read((piece) => {
      text += Buffer.from(piece).toString();
      return undefined;
    });
    expect(text).toBe('one two');
  });

  it('lets the server wait for a reader who comes late, and loses nothing', async () => {
    const counted = { written: 0 };
    const { body } = await ask(endless(counted));
    await sleep(200);
    expect(counted.written).toBeLessThan(largeBytes / 2);
    let read = 0;
    await body.read((piece) => {
      read += piece.length;
      return undefined;
    });
    expect(read).toBe(largeBytes);
  });

  it('lets the server wait for a stream that is not read', async () => {
    const counted = { written: 0 };
    const stream = (await ask(endless(counted))).body.toStream();
    await sleep(200);
    expect(counted.written).toBeLessThan(largeBytes / 2);
    let read = 0;
    for await (const piece of stream) read += (piece as Uint8Array).length;
    expect(read).toBe(largeBytes);
  });

  it('ends the request with what the reader throws', async () => {
    const counted: Parameters<typeof endless>[0] = { written: 0 };
    const { body } = await ask(endless(counted));
    const reading = body.read(() => {
      throw new Error('enough');
    });
    await expect(reading).rejects.toThrow('enough');
    await counted.closed;
    expect(counted.written).toBeLessThan(largeBytes);
  });

  it('rejects with the reason of whoever gives up, before the head and after it', async () => {
    const early = new AbortController();
    const asking = ask(() => {
      early.abort(new Error('too slow'));
    }, early.signal);
    await expect(asking).rejects.toThrow('too slow');
    const late = new AbortController();
    const { body } = await ask((_, response) => response.write('a'), late.signal);
    const reading = body.read(() => {
      late.abort(new Error('changed my mind'));
    });
    await expect(reading).rejects.toThrow('changed my mind');
  });

  it('does not ask for somebody who has gone already', async () => {
    let asked = 0;
    const gone = ask(() => (asked += 1), AbortSignal.abort(new Error('gone')));
    await expect(gone).rejects.toThrow('gone');
    expect(asked).toBe(0);
  });

  it('says when a body breaks off', async () => {
    const { body } = await ask((request, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('12345', () => request.socket.destroy());
    });
    await expect(body.read(() => undefined)).rejects.toThrow();
  });
});
