/**
 * What undici does not offer and we use all the same. Written for undici 8.12.4.
 *
 * Unnecessary when undici has an entry for its pools alone, whose queues take memory for what waits in them only, tells a cancelled HTTP/2
 * stream from a whole one, and lets its HTTP/1 parser be told what to let pass.
 */
import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Agent, Dispatcher, Pool } from 'undici';
import { kHTTP2Session, kParser } from 'undici/lib/core/symbols.js';
import { RequestQueue } from './request-queue.ts';

/**
 * undici's connection pools and nothing else: its index loads fetch, WebSocket, caches and mocks as well, in three times the time,
 * and that stays in memory. Loaded when it is needed; it takes as long as the rest of the process to start.
 */
export async function loadPools(): Promise<Pools> {
  const { default: DispatchingAgent } = await import('undici/lib/dispatcher/agent.js');
  const { default: ConnectionPool } = await import('undici/lib/dispatcher/pool.js');
  return {
    Agent: DispatchingAgent,
    createPool: (origin, options) => withSmallQueue(new ConnectionPool(origin, options)),
  };
}

/** The pools of one data source, and one of them. */
export interface Pools {
  readonly Agent: typeof Agent;
  /** For an agent to make pools of several connections by. */
  readonly createPool: (origin: string | URL, options: object) => Dispatcher;
}

/** undici keeps places for 2048 requests that wait, 16 KiB, in every pool. */
function withSmallQueue(pool: Pool): Pool {
  const name = Object.getOwnPropertySymbols(pool).find(({ description }) => description === 'queue');
  if (name !== undefined && isQueue(Reflect.get(pool, name)))
    return Object.assign(pool, { [name]: new RequestQueue() });
  process.emitWarning('undici keeps requests that wait elsewhere now: each data source takes 16 KiB more');
  return pool;
}

/** What a pool does with it, and nothing more. */
function isQueue(value: unknown): boolean {
  return value instanceof Object && 'isEmpty' in value && 'push' in value && 'shift' in value;
}

/** The session of a client that is connected and speaks HTTP/2. */
export function http2SessionOf(dispatcher: Dispatcher | undefined): ClientHttp2Session | undefined {
  const client = dispatcher as { readonly [kHTTP2Session]?: ClientHttp2Session | null } | undefined;
  const session = client?.[kHTTP2Session];
  if (session != null) return session;
  process.emitWarning('undici keeps HTTP/2 sessions elsewhere now: a stream that the server cancels would look whole');
  return undefined;
}

/** What a parser can be told to let pass, by llhttp's names. */
export type Lenience = 'chunked_length' | 'headers' | 'spaces_after_chunk_size';

type SetLenience = (parser: number, enabled: 0 | 1) => void;

interface Parser {
  readonly ptr: number;
  readonly llhttp: Readonly<Record<`llhttp_set_lenient_${Lenience}`, SetLenience>>;
}

type ParsingSocket = Socket & { readonly [kParser]?: Parser };

/** What reads HTTP/1 on a socket. @param socket undici has written the head of a request to it */
export function parserOf(socket: ParsingSocket): Parser | undefined {
  return socket[kParser];
}

/** Has what reads HTTP/1 on a socket let something pass for as long as it reads, and returns it. */
export function setLeniences(socket: ParsingSocket, leniences: readonly Lenience[]): Parser | undefined {
  const parser = parserOf(socket);
  if (parser === undefined) {
    process.emitWarning('undici keeps its HTTP/1 parser elsewhere now: answers of some small servers are refused');
    return undefined;
  }
  for (const name of leniences) parser.llhttp[`llhttp_set_lenient_${name}`](parser.ptr, 1);
  return parser;
}
