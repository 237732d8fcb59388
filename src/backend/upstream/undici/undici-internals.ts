/**
 * Uses of undici's internals. Written for undici 8.12.4.
 *
 * Unnecessary when undici can be loaded without everything but its pools, its queues take no memory while they are empty, a cancelled HTTP/2
 * stream is an error, a dead HTTP/2 connection is noticed, and its HTTP/1 parser has options for leniency.
 */
import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Agent, Dispatcher, Pool } from 'undici';
import { kHTTP2Session, kParser } from 'undici/lib/core/symbols.js';
import { RequestQueue } from './request-queue.ts';

/**
 * Loads undici's connection pools only. Its index also loads fetch, WebSocket, caches and mocks, which takes three times as long and stays in
 * memory. To be called when needed: loading takes as long as the rest of the process's start.
 */
export async function loadPools(): Promise<Pools> {
  const { default: DispatchingAgent } = await import('undici/lib/dispatcher/agent.js');
  const { default: ConnectionPool } = await import('undici/lib/dispatcher/pool.js');
  return {
    Agent: DispatchingAgent,
    createPool: (origin, options) => withSmallQueue(new ConnectionPool(origin, options)),
  };
}

/** What connection pools are made with. */
export interface Pools {
  readonly Agent: typeof Agent;
  /** An agent's `factory`: makes the pool for one origin. */
  readonly createPool: (origin: string | URL, options: object) => Dispatcher;
}

/** Replaces the queue of a pool: undici's takes 16 KiB in every pool, for 2048 waiting requests. */
function withSmallQueue(pool: Pool): Pool {
  const name = Object.getOwnPropertySymbols(pool).find(({ description }) => description === 'queue');
  if (name !== undefined && isQueue(Reflect.get(pool, name)))
    return Object.assign(pool, { [name]: new RequestQueue() });
  process.emitWarning('undici keeps requests that wait elsewhere now: each data source takes 16 KiB more');
  return pool;
}

/** Whether it has the methods that a pool calls. */
function isQueue(value: unknown): boolean {
  return value instanceof Object && 'isEmpty' in value && 'push' in value && 'shift' in value;
}

/** The HTTP/2 session of a connected client. */
export function http2SessionOf(dispatcher: Dispatcher | undefined): ClientHttp2Session | undefined {
  const client = dispatcher as { readonly [kHTTP2Session]?: ClientHttp2Session | null } | undefined;
  const session = client?.[kHTTP2Session];
  if (session != null) return session;
  process.emitWarning('undici keeps HTTP/2 sessions elsewhere now: a stream that the server cancels would look whole');
  return undefined;
}

/** Rules that the parser can be lenient about, by llhttp's names. */
export type Lenience = 'chunked_length' | 'headers' | 'spaces_after_chunk_size';

type SetLenience = (parser: number, enabled: 0 | 1) => void;

interface Parser {
  readonly ptr: number;
  readonly llhttp: Readonly<Record<`llhttp_set_lenient_${Lenience}`, SetLenience>>;
}

type ParsingSocket = Socket & { readonly [kParser]?: Parser };

/** The HTTP/1 parser of a socket. @param socket one to which undici has written a request's head */
export function parserOf(socket: ParsingSocket): Parser | undefined {
  return socket[kParser];
}

/** Makes the HTTP/1 parser of a socket lenient for good, and returns it. */
export function setLeniences(socket: ParsingSocket, leniences: readonly Lenience[]): Parser | undefined {
  const parser = parserOf(socket);
  if (parser === undefined) {
    process.emitWarning('undici keeps its HTTP/1 parser elsewhere now: answers of some small servers are refused');
    return undefined;
  }
  for (const name of leniences) parser.llhttp[`llhttp_set_lenient_${name}`](parser.ptr, 1);
  return parser;
}
