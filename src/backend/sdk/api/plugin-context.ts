/** Who asks, and about which data source. Every call carries one. */
export interface PluginContext {
  readonly orgId: number;
  /** Absent where the host does not say. */
  readonly pluginVersion?: string;
  /** Grafana's own, such as "Grafana/11.1.0 (linux; amd64)"; empty where the host does not say. */
  readonly userAgent: string;
  /** Absent when an alert rule or a scrape asks, and where the host does not say. */
  readonly user?: User;
  /** Absent in plugin-level calls such as CollectMetrics. */
  readonly dataSourceInstanceSettings?: DataSourceInstanceSettings;
  /** What the host says of itself: GF_VERSION, and GF_* settings. */
  readonly grafanaConfig: Readonly<Record<string, string>>;
}

/**
 * The same for every call about one data source. Not every host sends a uid; an id is only unique within its Grafana, as the
 * organisation is.
 */
export function dataSourceKey({ orgId, dataSourceInstanceSettings: settings }: PluginContext): string {
  if (settings === undefined) return '';
  return `${String(orgId)} ${settings.uid === '' ? `#${String(settings.id)}` : settings.uid}`;
}

export interface User {
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

/** A data source as an administrator configured it. */
export interface DataSourceInstanceSettings {
  readonly id: number;
  /** Empty where the host does not say. */
  readonly uid: string;
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly database: string;
  readonly basicAuthEnabled: boolean;
  readonly basicAuthUser: string;
  /** JSON text, as it came; may be empty or "null". */
  readonly jsonData: string;
  readonly decryptedSecureJsonData: Readonly<Record<string, string>>;
  /** Changes with every save; absent where the host does not say. */
  readonly lastUpdatedMs?: number;
}
