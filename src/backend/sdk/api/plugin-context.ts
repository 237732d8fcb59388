/** Who asks, and about which data source. Every call carries one. */
export interface PluginContext {
  readonly orgId: number;
  /** Absent in version 1 and before Grafana 10. */
  readonly pluginVersion?: string;
  /** Grafana's own, such as "Grafana/11.1.0 (linux; amd64)"; empty where the host does not say. */
  readonly userAgent: string;
  /** Absent when an alert rule or a scrape asks, and in version 1. */
  readonly user?: User;
  /** Absent in plugin-level calls such as CollectMetrics. */
  readonly dataSourceInstanceSettings?: DataSourceInstanceSettings;
  /** GF_* settings of the host; empty before Grafana 10.2. */
  readonly grafanaConfig: Readonly<Record<string, string>>;
}

/**
 * The same for every call about one data source. Grafana 7 and version 1 send no uid; an id is only unique within its Grafana, as
 * the organisation is.
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

/** A data source as an administrator configured it, whichever protocol version brought it. */
export interface DataSourceInstanceSettings {
  readonly id: number;
  /** Empty in version 1 and on Grafana 7. */
  readonly uid: string;
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly database: string;
  /** Version 1 brings neither the flag nor the user of basic auth. */
  readonly basicAuthEnabled: boolean;
  readonly basicAuthUser: string;
  /** JSON text, as it came; may be empty or "null". */
  readonly jsonData: string;
  readonly decryptedSecureJsonData: Readonly<Record<string, string>>;
  /** Changes with every save; absent in version 1. */
  readonly lastUpdatedMs?: number;
}

/** What a handler may know about the call beside its message. */
export interface CallOptions {
  /** Aborted when the caller goes away or its deadline passes. */
  readonly signal: AbortSignal;
  /** The caller's deadline, ms since the epoch, if it set one. */
  readonly deadlineEpochMs?: number;
  /** W3C trace context of the caller, to be passed on. */
  readonly traceContext: Readonly<Record<string, string>>;
}
