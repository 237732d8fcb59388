import type { DialectName, QueryMethod, RangeFormat, SettingsLogLevel } from '../../../shared/settings-model.ts';

/** One data source's configuration, checked, with its defaults filled in, and deeply frozen. Holds secrets: never log it. */
export interface Settings {
  readonly name: string;
  /** http or https, without user or password; may have a path and a query string. */
  readonly url: string;
  readonly customQueryParameters: readonly (readonly [name: string, value: string])[];
  readonly credentials: CredentialSettings;
  /** In the order of their numbers. */
  readonly headers: readonly HeaderSetting[];
  readonly forwarding: ForwardingSettings;
  readonly tls: TlsSettings;
  readonly timeouts: TimeoutSettings;
  /** 0: no limit of its own. */
  readonly maxConnectionsPerHost: number;
  readonly maxConcurrentRequests: number;
  readonly maxResponseBytes: number;
  readonly cacheTtlMs: number;
  /** Tries after the first. */
  readonly retries: number;
  readonly minLiveIntervalMs: number;
  readonly maxLiveStreams: number;
  readonly allowedRedirectHosts: readonly string[];
  /** Absent: connect directly, or as HTTP_PROXY and its like say. */
  readonly secureSocksProxy?: SecureSocksProxySettings;
  readonly queryMethod: QueryMethod;
  readonly rangeFormat: RangeFormat;
  readonly strict: boolean;
  readonly dialect: DialectName;
  /** Absent: the process's own. */
  readonly logLevel?: SettingsLogLevel;
  /** Keys of `jsonData` that nobody reads, such as misspelt ones. */
  readonly unknownKeys: readonly string[];
  /** There is a `basicAuthPassword`, and nobody to send it for. */
  readonly unsentPassword?: true;
}

export interface HeaderSetting {
  readonly name: string;
  readonly value: string;
}

export interface CredentialSettings {
  readonly basic?: { readonly user: string; readonly password: string };
  /** Goes before basic auth. */
  readonly bearerToken?: string;
  readonly apiKey?: HeaderSetting;
}

/** What of the asking person may reach the server. */
export interface ForwardingSettings {
  /** The person's own tokens (`oauthPassThru`). */
  readonly identityTokens: boolean;
  /** Names of cookies (`keepCookies`). */
  readonly cookies: readonly string[];
}

export interface TlsSettings {
  /** PEM. */
  readonly caCertificates?: string;
  /** PEM. */
  readonly client?: { readonly certificate: string; readonly key: string };
  readonly skipVerify: boolean;
  readonly serverName?: string;
}

export interface TimeoutSettings {
  readonly requestMs: number;
  readonly dialMs: number;
  readonly tlsHandshakeMs: number;
  readonly keepAliveMs: number;
  readonly idleConnectionMs: number;
}

/** Grafana's way into private networks: SOCKS 5 inside TLS (grafana-plugin-sdk-go, backend/proxy). */
export interface SecureSocksProxySettings {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Absent where Grafana's configuration allows a connection without TLS. */
  readonly tls?: SecureSocksProxyTls;
}

export interface SecureSocksProxyTls {
  readonly serverName?: string;
  readonly certificate: PemSource;
  readonly key: PemSource;
  readonly caCertificates: readonly PemSource[];
}

/** Grafana before 11 names files, later ones give the text. */
export type PemSource = { readonly pem: string } | { readonly file: string };
