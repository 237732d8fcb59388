import * as pluginv2 from '../../../backend/sdk/gen/pluginv2/backend.ts';

/** A data source of a case. Each one needs an id of its own, but 9001, which is the neighbour's. */
export interface HostileSource {
  readonly url: string;
  readonly id?: number;
  readonly jsonData?: Readonly<Record<string, unknown>>;
  readonly secureJsonData?: Readonly<Record<string, string>>;
  readonly basicAuthUser?: string;
  /** Added to `dataSourceInstanceSettings`. */
  readonly settings?: Partial<pluginv2.DataSourceInstanceSettings>;
}

/** In every data source that does not say otherwise, and nowhere else. */
export const plantedSecrets = {
  basicAuthPassword: 'planted-password-7f3a',
  httpHeaderValue1: 'planted-header-b81c',
  urlPassword: 'planted-url-password-c0de',
  urlQuery: 'planted-url-query-4e1d',
  customQuery: 'planted-custom-query-9a55',
} as const;

export function toPluginContext(source: HostileSource): pluginv2.PluginContext {
  const { id = 1, basicAuthUser = 'reader', settings = {} } = source;
  const { basicAuthPassword, httpHeaderValue1, customQuery } = plantedSecrets;
  const jsonData = {
    retries: 0,
    httpHeaderName1: 'X-Key',
    customQueryParameters: `key=${customQuery}`,
    ...source.jsonData,
  };
  return pluginv2.PluginContext.create({
    orgId: 1,
    dataSourceInstanceSettings: {
      id,
      uid: `source-${String(id)}`,
      name: `Source ${String(id)}`,
      url: withSecrets(source.url),
      basicAuthEnabled: true,
      basicAuthUser,
      jsonData: Buffer.from(JSON.stringify(jsonData)),
      decryptedSecureJsonData: source.secureJsonData ?? { basicAuthPassword, httpHeaderValue1 },
      lastUpdatedMS: 1,
      ...settings,
    },
  });
}

function withSecrets(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = 'person';
  url.password = plantedSecrets.urlPassword;
  url.searchParams.set('token', plantedSecrets.urlQuery);
  return url.href;
}
