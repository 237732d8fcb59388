import type { DataSourceInstanceSettings, PluginContext } from '../api/plugin-context.ts';

/** A call about a data source. */
export type InstanceContext = PluginContext & { readonly dataSourceInstanceSettings: DataSourceInstanceSettings };

/**
 * Whether two calls are about the same data source with the same settings. By the content and not only by the time of the last
 * update: version 1 has no time, and two updates may share one.
 */
export function isSameInstance(known: InstanceContext, asked: InstanceContext): boolean {
  return (
    known.orgId === asked.orgId &&
    areSameSettings(known.dataSourceInstanceSettings, asked.dataSourceInstanceSettings) &&
    isSameRecord(known.grafanaConfig, asked.grafanaConfig, isRelevant)
  );
}

export function areSameSettings(known: DataSourceInstanceSettings, asked: DataSourceInstanceSettings): boolean {
  for (const name of plainSettings) if (known[name] !== asked[name]) return false;
  return isSameRecord(known.decryptedSecureJsonData, asked.decryptedSecureJsonData);
}

type PlainSetting = Exclude<keyof DataSourceInstanceSettings, 'decryptedSecureJsonData'>;

/** Those that may change more often come first. */
const plainSettings = Object.keys({
  lastUpdatedMs: true,
  jsonData: true,
  url: true,
  name: true,
  user: true,
  basicAuthUser: true,
  basicAuthEnabled: true,
  database: true,
  uid: true,
  id: true,
} satisfies Record<PlainSetting, true>) as readonly PlainSetting[];

/** What Grafana's own configuration can change about an instance. */
const relevantConfig = /^GF_(RESPONSE_LIMIT|DATAPROXY_RESPONSE_LIMIT|SECURE_SOCKS_DATASOURCE_PROXY_.*)$/;

function isRelevant(name: string): boolean {
  return relevantConfig.test(name);
}

type Texts = Readonly<Record<string, string>>;

/** Whether two records agree in every name that counts. */
export function isSameRecord(known: Texts, asked: Texts, counts: (name: string) => boolean = () => true): boolean {
  return known === asked || (isWithin(known, asked, counts) && isWithin(asked, known, counts));
}

function isWithin(inner: Texts, outer: Texts, counts: (name: string) => boolean): boolean {
  for (const name in inner) if (inner[name] !== outer[name] && counts(name)) return false;
  return true;
}
