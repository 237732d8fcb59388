import type {
  UpstreamContext,
  UpstreamRequest,
  UpstreamResponse,
} from '../../backend/upstream/contract/upstream-client.ts';
import type { UpstreamOptions } from '../../backend/upstream/contract/upstream-options.ts';

/** What every setting of the name has when nobody set it. */
export function upstreamOptions(options: Partial<UpstreamOptions> & Pick<UpstreamOptions, 'url'>): UpstreamOptions {
  return {
    query: [],
    userAgent: 'Grafana/12.0.0 (linux; amd64) simple-json/2.0.0',
    headers: [],
    descriptiveHeaders: ['x-panel-id'],
    tls: { skipVerify: false },
    proxy: { kind: 'environment', environment: {} },
    maxConnections: 0,
    maxConcurrentRequests: 20,
    maxStreams: 10,
    maxResponseBytes: 1024 * 1024,
    cacheTtlMs: 0,
    maxCacheBytes: 1024 * 1024,
    retries: 0,
    allowedRedirectHosts: [],
    timeouts: upstreamTimeouts({}),
    ...options,
  };
}

export function upstreamTimeouts(timeouts: Partial<UpstreamOptions['timeouts']>): UpstreamOptions['timeouts'] {
  return {
    requestMs: 10_000,
    alertMs: 9_000,
    dialMs: 5_000,
    tlsHandshakeMs: 5_000,
    keepAliveMs: 30_000,
    idleConnectionMs: 60_000,
    ...timeouts,
  };
}

/** `POST /query` of nobody in particular. */
export function upstreamRequest(
  request: Partial<Omit<UpstreamRequest, 'context'>> & { readonly context?: Partial<UpstreamContext> } = {},
): UpstreamRequest {
  const { context, ...message } = request;
  return {
    method: 'POST',
    path: '/query',
    ...message,
    context: {
      signal: new AbortController().signal,
      fromAlert: false,
      forwardedHeaders: {},
      redact: (text) => text,
      skipCache: false,
      ...context,
    },
  };
}

/** A 200 with this text. */
export function upstreamResponse(text = '[]', headers: UpstreamResponse['headers'] = {}): UpstreamResponse {
  const facts = { latencyMs: 1, httpVersion: '1.1', retries: 0, cache: 'off' } as const;
  return { status: 200, headers, body: new TextEncoder().encode(text), facts };
}

/** Clients and servers of one test, closed after it, the latest first. */
export function closeAll(closables: { close(): Promise<void> }[]): Promise<unknown> {
  return closables
    .splice(0)
    .reverse()
    .reduce<Promise<unknown>>((earlier, closable) => earlier.then(() => closable.close()), Promise.resolve());
}
