import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type Listening, listen } from '../../support/listen.ts';

/** A long body that is made while it is sent. */
export interface LongBody {
  readonly begin: string;
  /** Repeated. */
  readonly unit: string;
  readonly end: string;
  readonly bytes: number;
}

export interface LongAnswers extends Listening {
  readonly url: string;
}

/** A server that answers everything with one long body. */
export async function startLongAnswers(body: LongBody): Promise<LongAnswers> {
  return startAnswering((response) => sendLong(response, body));
}

/** A server that sends so many bytes and then a blank now and then, and never ends. */
export async function startTrickling(bytes: number): Promise<LongAnswers> {
  return startAnswering(async (response) => {
    response.write(Buffer.alloc(bytes, ' '));
    const timer = setInterval(() => response.write(' '), 200);
    await once(response, 'close');
    clearInterval(timer);
  });
}

async function startAnswering(answer: (response: ServerResponse) => Promise<void>): Promise<LongAnswers> {
  const listening = await listen(
    createServer((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json');
      void answer(response);
    }),
  );
  return { ...listening, url: `http://127.0.0.1:${String(listening.port)}` };
}

const pieceBytes = 1024 * 1024;

async function sendLong(response: ServerResponse, { begin, unit, end, bytes }: LongBody): Promise<void> {
  const piece = Buffer.from(unit.repeat(Math.ceil(pieceBytes / unit.length)));
  response.write(begin);
  for (let sent = 0; sent + piece.length < bytes && !response.destroyed; sent += piece.length) {
    if (response.write(piece)) continue;
    const settled = new AbortController();
    const { signal } = settled;
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
    settled.abort();
  }
  response.end(end);
}
