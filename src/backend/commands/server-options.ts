import type { DataSourceInstanceSettings } from '../sdk/api/plugin-context.ts';

/** How a command reaches a Simple JSON server: what a data source's page in Grafana would hold. */
export interface ServerOptions {
  readonly url: string;
  readonly headers: readonly HttpHeader[];
  readonly basicAuth: BasicAuth | undefined;
  /** Further settings, by the names that provisioning files have for them. */
  readonly jsonData: Readonly<Record<string, unknown>>;
  /** Likewise, those that are secret. */
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

/** The data source that Grafana would ask with; headers go where Grafana keeps them, their values among the secrets. */
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

/** Behind the headers that the settings name themselves. */
function firstFreeNumber(jsonData: ServerOptions['jsonData']): number {
  const numbers = Object.keys(jsonData).map((key) => Number(/^httpHeaderName(\d+)$/.exec(key)?.[1] ?? 0));
  return numbers.reduce((most, number) => Math.max(most, number), 0) + 1;
}
