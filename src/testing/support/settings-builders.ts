import type { InstanceContext } from '../../backend/sdk/instances/instance-context.ts';
import type { DataSourceInstanceSettings } from '../../backend/sdk/api/plugin-context.ts';

/** A data source as version 2 brings it, with this jsonData and these secrets. */
export function instanceSettings(
  jsonData: Readonly<Record<string, unknown>> = {},
  secrets: Readonly<Record<string, string>> = {},
  given: Partial<DataSourceInstanceSettings> = {},
): DataSourceInstanceSettings {
  return {
    id: 7,
    uid: 'my-json',
    name: 'My JSON',
    url: 'https://metrics.test/api',
    user: '',
    database: '',
    basicAuthEnabled: false,
    basicAuthUser: '',
    jsonData: JSON.stringify(jsonData),
    decryptedSecureJsonData: secrets,
    lastUpdatedMs: 1,
    ...given,
  };
}

export function instanceContext(
  settings: DataSourceInstanceSettings,
  given: Partial<InstanceContext> = {},
): InstanceContext {
  return { orgId: 1, userAgent: '', grafanaConfig: {}, ...given, dataSourceInstanceSettings: settings };
}
