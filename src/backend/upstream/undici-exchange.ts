import type { Agent, Dispatcher } from 'undici';
import { connectionError } from './connection-error.ts';
import { connectionRoute } from './connection-route.ts';
import { createConnector } from './create-connector.ts';
import type { Exchange, ExchangeRequest } from './exchange.ts';
import type { UpstreamOptions } from './upstream-options.ts';

export interface UndiciExchange {
  readonly exchange: Exchange;
  /** Lets requests under way finish, then closes every connection. */
  close(): Promise<void>;
}

/**
 * The connection pool of one data source. It opens nothing before the first request; a connection without work is closed
 * after `idleConnectionMs`, or when the server says it will close it.
 */
export function createUndiciExchange(options: UpstreamOptions): UndiciExchange {
  const versions = new Map<string, '1.1' | '2'>();
  let agent: Promise<Agent> | undefined;
  return {
    async exchange(request) {
      try {
        agent ??= createAgent(options, versions);
        const { statusCode, headers, body } = await (await agent).request(toUndici(request, options));
        const httpVersion = versions.get(request.url.origin) ?? '1.1';
        return { status: statusCode, headers: joinHeaders(headers), body, httpVersion };
      } catch (error) {
        throw connectionError(error, request);
      }
    },
    async close() {
      await (await agent)?.close();
    },
  };
}

/** undici takes as long to load as the rest of the process to start; so it is loaded when it is needed. */
async function createAgent(options: UpstreamOptions, versions: Map<string, '1.1' | '2'>): Promise<Agent> {
  const { Agent } = await import('undici');
  const connector = createConnector(options);
  const { maxConnections, maxConcurrentRequests, timeouts } = options;
  return new Agent({
    connections: maxConnections === 0 ? maxConcurrentRequests : Math.min(maxConnections, maxConcurrentRequests),
    keepAliveTimeout: timeouts.idleConnectionMs,
    keepAliveMaxTimeout: timeouts.idleConnectionMs,
    // The deadline of the request covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: ({ hostname, port, protocol }, callback) => {
      const origin = new URL(
        `${protocol}//${hostname.includes(':') ? `[${hostname}]` : hostname}${port === '' ? '' : `:${port}`}`,
      );
      connector.connect(origin).then(
        (socket) => {
          versions.set(origin.origin, 'alpnProtocol' in socket && socket.alpnProtocol === 'h2' ? '2' : '1.1');
          callback(null, socket);
        },
        (error: unknown) => {
          callback(error instanceof Error ? error : new Error(String(error)), null);
        },
      );
    },
  });
}

function toUndici(
  { method, url, headers, body, signal }: ExchangeRequest,
  { proxy }: UpstreamOptions,
): Dispatcher.RequestOptions {
  const path = url.pathname + url.search;
  const route = connectionRoute(url, proxy);
  const readByProxy = route.kind === 'http-proxy' && !route.tunnel;
  return {
    origin: url.origin,
    path: readByProxy ? url.origin + path : path,
    method,
    headers: { ...headers, ...(readByProxy && route.authorization && { 'proxy-authorization': route.authorization }) },
    body: body ?? null,
    signal,
  };
}

function joinHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return joined;
}
