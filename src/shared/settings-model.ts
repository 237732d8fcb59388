/**
 * What a data source's `jsonData` may hold. The keys up to `enableSecureSocksProxy` are those of Grafana's own HTTP data
 * sources (grafana-plugin-sdk-go, backend/http_settings.go), so that their provisioning files work here; the rest are ours.
 * Numbers may also be written as text, since a provisioning file's `$VARIABLE` always becomes text.
 */
export interface SettingsModel {
  /** For Grafana 5 and 6, which hand a plugin neither of the fields of the same names beside `jsonData`. */
  readonly basicAuth?: boolean;
  readonly basicAuthUser?: string;
  /** Seconds. */
  readonly timeout?: number | string;
  /** Seconds. */
  readonly dialTimeout?: number | string;
  /** Seconds between probes on an open connection. */
  readonly httpKeepAlive?: number | string;
  /** Seconds. */
  readonly httpTLSHandshakeTimeout?: number | string;
  /** Seconds. */
  readonly httpIdleConnTimeout?: number | string;
  /** 0: as many as `maxConcurrentRequests` needs. */
  readonly httpMaxConnsPerHost?: number | string;
  readonly tlsAuth?: boolean;
  readonly tlsAuthWithCACert?: boolean;
  readonly tlsSkipVerify?: boolean;
  readonly serverName?: string;
  /** `httpHeaderName1`, `httpHeaderName2` …; the values are secrets of the same number. */
  readonly [httpHeaderName: `httpHeaderName${number}`]: string;
  readonly keepCookies?: readonly string[];
  readonly oauthPassThru?: boolean;
  readonly enableSecureSocksProxy?: boolean;
  readonly secureSocksProxyUsername?: string;
  /** Added to every request's query string: `a=1&b=2`. */
  readonly customQueryParameters?: string;
  /** The header that carries the secret `apiKeyValue`. */
  readonly apiKeyHeaderName?: string;
  readonly maxResponseBytes?: number | string;
  readonly maxConcurrentRequests?: number | string;
  /** Milliseconds; 0 keeps nothing. */
  readonly cacheTtlMs?: number | string;
  /** Tries after the first. */
  readonly retries?: number | string;
  /** Milliseconds between two requests of a panel that moves by itself, at least. */
  readonly minLiveIntervalMs?: number | string;
  /** Streams that panels which move by themselves may have at a time; equal panels share one. */
  readonly maxLiveStreams?: number | string;
  readonly queryMethod?: QueryMethod;
  readonly rangeFormat?: RangeFormat;
  /** Hosts (`host` or `host:port`) that the server may redirect to, beside its own. */
  readonly allowedRedirectHosts?: readonly string[];
  readonly logLevel?: SettingsLogLevel;
  /** An answer that breaks the contract is an error instead of being read as far as it goes. */
  readonly strict?: boolean;
  readonly dialect?: DialectName;
}

/** What `secureJsonData` may hold. */
export type SecretName =
  | 'basicAuthPassword'
  | 'password'
  | 'tlsCACert'
  | 'tlsClientCert'
  | 'tlsClientKey'
  | 'bearerToken'
  | 'apiKeyValue'
  | 'secureSocksProxyPassword'
  | `httpHeaderValue${number}`;

export const queryMethods = ['POST', 'GET', 'PUT'] as const;

export type QueryMethod = (typeof queryMethods)[number];

/** `raw` is what the Go original sent: epoch milliseconds as text from a page, `5m` and `now` from an alert rule. */
export const rangeFormats = ['iso', 'epochMs', 'raw'] as const;

export type RangeFormat = (typeof rangeFormats)[number];

/** Which endpoints and field names the server knows; `auto` asks it. */
export const dialectNames = [
  'auto',
  'simple-json',
  'simple-json-backend',
  'json-datasource-0.2',
  'json-datasource-0.3',
  'json-datasource-0.4',
  'json-datasource-0.6',
  'json-datasource-0.7',
] as const;

export type DialectName = (typeof dialectNames)[number];

export const settingsLogLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;

export type SettingsLogLevel = (typeof settingsLogLevels)[number];

/** In the units of the keys. */
export const settingsDefaults = {
  timeout: 30,
  dialTimeout: 10,
  httpKeepAlive: 30,
  httpTLSHandshakeTimeout: 10,
  httpIdleConnTimeout: 90,
  httpMaxConnsPerHost: 0,
  apiKeyHeaderName: 'X-API-Key',
  maxResponseBytes: 256 * 1024 * 1024,
  maxConcurrentRequests: 20,
  cacheTtlMs: 0,
  retries: 2,
  minLiveIntervalMs: 1000,
  maxLiveStreams: 100,
  queryMethod: 'POST',
  rangeFormat: 'iso',
  strict: false,
  dialect: 'auto',
} as const satisfies SettingsModel;

/** What a number may be. */
export interface SettingsRange {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly unit: string;
}

const seconds: SettingsRange = { min: 0, max: 86_400, integer: false, unit: 'seconds' };

const count = { max: 10_000, integer: true };

/** For each setting that is a number; 0 seconds stand for the default. */
export const settingsRanges = {
  timeout: seconds,
  dialTimeout: seconds,
  httpKeepAlive: seconds,
  httpTLSHandshakeTimeout: seconds,
  httpIdleConnTimeout: seconds,
  httpMaxConnsPerHost: { ...count, min: 0, unit: 'connections' },
  maxResponseBytes: { min: 1, max: 2 ** 31, integer: true, unit: 'bytes' },
  maxConcurrentRequests: { ...count, min: 1, unit: 'requests' },
  cacheTtlMs: { min: 0, max: 86_400_000, integer: true, unit: 'milliseconds' },
  minLiveIntervalMs: { min: 100, max: 86_400_000, integer: true, unit: 'milliseconds' },
  maxLiveStreams: { ...count, min: 0, unit: 'streams' },
  retries: { min: 0, max: 10, integer: true, unit: 'tries after the first' },
} as const satisfies Partial<Record<keyof SettingsModel, SettingsRange>>;

export type NumberSetting = keyof typeof settingsRanges;
