import type { LookUp } from './name-lookups.ts';
import type { UpstreamMeter } from './upstream-meter.ts';

/** How one data source's server is reached. Holds secrets: never log it. */
export interface UpstreamOptions {
  /** http or https, without user or password; may have a path and a query string. */
  readonly url: string;
  /** Added to every request's query string. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly userAgent: string;
  /** The data source's own `Authorization`; the user's forwarded one takes precedence over it. */
  readonly authorization?: string;
  /** Sent with every request; they take precedence over all other headers of the same name, forwarded ones included. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /**
   * Lower-case names of forwarded headers that say which panel or rule asks and not which user: requests that differ only in these may share one
   * answer.
   */
  readonly descriptiveHeaders: readonly string[];
  readonly timeouts: UpstreamTimeouts;
  readonly tls: UpstreamTlsOptions;
  readonly proxy: UpstreamProxy;
  /** Finds the addresses of the server and of proxies; absent: the system's lookup. */
  readonly lookUp?: LookUp;
  /** Counts requests; absent: they are not counted. */
  readonly meter?: UpstreamMeter;
  /** 0: no limit beside maxConcurrentRequests. */
  readonly maxConnections: number;
  readonly maxConcurrentRequests: number;
  /** Streams at a time, each with a connection of its own beside those of requests. */
  readonly maxStreams: number;
  /** Decompressed. */
  readonly maxResponseBytes: number;
  /** 0: no cache. */
  readonly cacheTtlMs: number;
  /** The memory that cached answers may take. */
  readonly maxCacheBytes: number;
  /** Tries after the first. */
  readonly retries: number;
  /** Hosts (`host` or `host:port`, lower case) that the server may redirect to, beside itself. */
  readonly allowedRedirectHosts: readonly string[];
}

export interface UpstreamTimeouts {
  /** From the call to the last byte of its answer, over all tries. */
  readonly requestMs: number;
  /** The same for alert rules, whose evaluation has a limit of its own. */
  readonly alertMs: number;
  readonly dialMs: number;
  readonly tlsHandshakeMs: number;
  /** Between TCP probes on an open connection; 0 for none. */
  readonly keepAliveMs: number;
  /** How long an unused connection stays open. */
  readonly idleConnectionMs: number;
}

export interface UpstreamTlsOptions {
  /** PEM; absent: the authorities that the process trusts. */
  readonly caCertificates?: string;
  /** PEM. */
  readonly client?: { readonly certificate: string; readonly key: string };
  readonly skipVerify: boolean;
  readonly serverName?: string;
}

/** `environment`: what HTTP_PROXY, HTTPS_PROXY and NO_PROXY in the record say. */
export type UpstreamProxy =
  { readonly kind: 'environment'; readonly environment: Readonly<Record<string, string | undefined>> } | SocksProxy;

export interface SocksProxy {
  readonly kind: 'socks5';
  readonly host: string;
  readonly port: number;
  /** Empty: no user name and password are sent to the proxy. */
  readonly username: string;
  readonly password: string;
  /** Absent: plain TCP to the proxy. */
  readonly tls?: SocksProxyTls;
}

export interface SocksProxyTls {
  readonly serverName?: string;
  readonly certificate: PemOption;
  readonly key: PemOption;
  readonly caCertificates: readonly PemOption[];
}

/** A file is read for every connection, so that a renewed certificate is used at once. */
export type PemOption = { readonly pem: string } | { readonly file: string };
