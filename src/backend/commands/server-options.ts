import type { DataSourceInstanceSettings } from '../sdk/api/plugin-context.ts';

/** Which Simple JSON server a command asks, and how: the settings of a data source. */
export interface ServerOptions {
  readonly url: string;
  readonly headers: readonly HttpHeader[];
  readonly basicAuth: BasicAuth | undefined;
  /** Further settings, by their names in provisioning files. */
  readonly jsonData: Readonly<Record<string, unknown>>;
  /** Secret settings, by their names in provisioning files. */
  readonly secureJsonData?: Readonly<Record<string, string>>;
}

export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

export interface BasicAuth {
  readonly user: string;
  readonly password: string;
}

/** The settings as Grafana would send them. Headers are stored as Grafana does: their values are secrets. */
export function toInstanceSettings(options: ServerOptions): DataSourceInstanceSettings {
  const { url, headers, basicAuth, jsonData, secureJsonData = {} } = options;
  const first = firstFreeNumber(jsonData);
  const headerNames = headers.map(({ name }, i) => [`httpHeaderName${first + i}`, name] as const);
  const headerValues = headers.map(({ value }, i) => [`httpHeaderValue${first + i}`, value] as const);
  return {
    id: 1,
    uid: 'command-line',
    name: 'command line',
    url,
    user: '',
    database: '',
    basicAuthEnabled: basicAuth !== undefined,
    basicAuthUser: basicAuth?.user ?? '',
    jsonData: JSON.stringify({ ...jsonData, ...Object.fromEntries(headerNames) }),
    decryptedSecureJsonData: {
      ...secureJsonData,
      ...Object.fromEntries(headerValues),
      ...(basicAuth === undefined ? {} : { basicAuthPassword: basicAuth.password }),
    },
    lastUpdatedMs: 0,
  };
}

/** The first number after those of the headers in `jsonData`. */
function firstFreeNumber(jsonData: ServerOptions['jsonData']): number {
  const numbers = Object.keys(jsonData).map((key) => Number(/^httpHeaderName(\d+)$/.exec(key)?.[1] ?? 0));
  return numbers.reduce((most, number) => Math.max(most, number), 0) + 1;
}
