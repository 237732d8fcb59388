import { urlHost } from '../contract/bare-host.ts';
import type { Agent, buildConnector, Dispatcher } from 'undici';
import { connectionError } from '../connect/connection-error.ts';
import { connectionRoute } from '../connect/connection-route.ts';
import { createConnector } from '../connect/create-connector.ts';
import type { Exchange, ExchangeRequest } from '../contract/exchange.ts';
import { createHeaderNames } from '../http1/canonical-header-names.ts';
import { maxHeadBytes } from '../http1/head-collector.ts';
import { prepareHttp1Socket } from '../http1/prepare-http1-socket.ts';
import { undiciResponse } from './undici-response.ts';
import { loadPools } from '../undici/undici-internals.ts';
import { OpenPools, type ClosablePool } from './open-pools.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';
import { watchHttp2Streams } from './watch-http2-streams.ts';

export interface UndiciExchange {
  readonly exchange: Exchange;
  /** Lets requests under way finish, then closes every connection. */
  close(): Promise<void>;
  /** Closes every connection at once. */
  destroy(): Promise<void>;
}

/**
 * The connection pool of one data source. It opens no connection before the first request, and closes an idle one after `idleConnectionMs` or
 * when the server has announced that it will.
 */
export function createUndiciExchange(options: UpstreamOptions): UndiciExchange {
  const versions = new Map<string, '1.1' | '2'>();
  const targets = new WeakMap<URL, Target>();
  const pools = new OpenPools();
  let agent: Promise<Agent> | undefined;
  return {
    async exchange(request) {
      try {
        agent ??= createAgent(options, versions, pools);
        const target = targets.get(request.url) ?? toTarget(request.url, options);
        targets.set(request.url, target);
        const { status, headers, body } = await undiciResponse(await agent, toUndici(request, target), request.signal);
        const httpVersion = versions.get(target.origin) ?? '1.1';
        return { status, headers: joinHeaders(headers), body, httpVersion };
      } catch (error) {
        throw connectionError(error, request);
      }
    },
    async close() {
      const opened = await agent;
      if (opened !== undefined) await closeWithin(opened, pools, options.timeouts);
    },
    async destroy() {
      await (await agent)?.destroy();
    },
  };
}

async function createAgent(
  options: UpstreamOptions,
  versions: Map<string, '1.1' | '2'>,
  pools: OpenPools,
): Promise<Agent> {
  const { Agent, createPool } = await loadPools();
  const { maxConnections, maxConcurrentRequests, timeouts } = options;
  const connections = maxConnections === 0 ? maxConcurrentRequests : Math.min(maxConnections, maxConcurrentRequests);
  const agent = new Agent({
    connections,
    // For a single connection, undici's agent makes a client instead of a pool.
    ...(connections > 1 && { factory: createPool }),
    keepAliveTimeout: timeouts.idleConnectionMs,
    keepAliveMaxTimeout: timeouts.idleConnectionMs,
    // undici counts names and values, and refuses a head of exactly this size.
    maxHeaderSize: maxHeadBytes + 1,
    // The deadline of the request replaces both. This one is for requests that cannot be sent, since the server allows no streams (HTTP/2): without it,
    // undici would keep them in memory.
    headersTimeout: Math.max(timeouts.requestMs, timeouts.alertMs) + 1000,
    bodyTimeout: 0,
    connect: createConnect(options, versions),
  });
  return agent.on('connect', ({ origin }, dispatchers) => {
    // Of the agent itself, of an origin's pool, and of one connection.
    const [, pool] = dispatchers;
    if (pool !== undefined && 'destroyed' in pool) pools.add(pool as ClosablePool);
    if (versions.get(origin) === '2')
      watchHttp2Streams(dispatchers, { pingMs: Math.min(timeouts.dialMs, longestPingMs) });
  });
}

/** Opens a connection to an origin, and remembers which version of HTTP it speaks. */
function createConnect(options: UpstreamOptions, versions: Map<string, '1.1' | '2'>): buildConnector.connector {
  const connector = createConnector(options);
  const writeNames = createHeaderNames();
  return ({ hostname, port, protocol }, callback) => {
    const origin = new URL(`${protocol}//${urlHost(hostname)}${port === '' ? '' : `:${port}`}`);
    connector.connect(origin).then(
      (socket) => {
        const version = 'alpnProtocol' in socket && socket.alpnProtocol === 'h2' ? '2' : '1.1';
        versions.set(origin.origin, version);
        if (version === '1.1') prepareHttp1Socket(socket, writeNames);
        callback(null, socket);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), null);
      },
    );
  };
}

/**
 * Lets requests under way finish, for as long as one may take. undici itself keeps those that it could never send (HTTP/2, with a server that
 * allows no streams), and waits for them for ever.
 */
async function closeWithin(
  agent: Agent,
  pools: OpenPools,
  { requestMs, alertMs }: UpstreamOptions['timeouts'],
): Promise<void> {
  const breakOff = (): void => {
    pools.destroy();
  };
  const timer = setTimeout(breakOff, Math.max(requestMs, alertMs));
  try {
    await agent.close();
  } finally {
    clearTimeout(timer);
  }
}

/** Long enough for a server that is busy with another request. */
const longestPingMs = 5000;

/** What undici needs of a URL. Kept for each URL, since working it out takes longer than sending the request. */
interface Target {
  readonly origin: string;
  readonly path: string;
  readonly proxyHeaders: Readonly<Record<string, string>> | undefined;
}

function toTarget(url: URL, { proxy }: UpstreamOptions): Target {
  const { origin, pathname, search } = url;
  const path = pathname + search;
  const route = connectionRoute(url, proxy);
  if (route.kind !== 'http-proxy' || route.tunnel) return { origin, path, proxyHeaders: undefined };
  const { authorization } = route;
  return {
    origin,
    path: origin + path,
    proxyHeaders: authorization === undefined ? undefined : { 'proxy-authorization': authorization },
  };
}

function toUndici({ method, headers, body }: ExchangeRequest, target: Target): Dispatcher.DispatchOptions {
  const { origin, path, proxyHeaders } = target;
  return {
    origin,
    path,
    method,
    headers: proxyHeaders === undefined ? headers : { ...headers, ...proxyHeaders },
    body: body ?? null,
  };
}

/** Nobody means a longer one to be read, and what is made of it would take time. */
const maxValueLength = 16 * 1024;

function joinHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  const joined: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? '';
    const text = typeof value === 'string' ? value : value.join(', ');
    if (headers[name] !== undefined && text.length <= maxValueLength) joined[name] = text;
  }
  return joined;
}
