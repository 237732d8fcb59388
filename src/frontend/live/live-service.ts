import { config, getGrafanaLiveSrv, type GrafanaLiveSrv } from '@grafana/runtime';

/** Grafana Live, which live panels subscribe to; undefined where the version has no live panels or Grafana Live is off. */
export function liveService(): GrafanaLiveSrv | undefined {
  return hasLivePanels() ? getGrafanaLiveSrv?.() : undefined;
}

/** Whether this Grafana can show live panels: before 8.5, a channel's address cannot carry the query. */
export function hasLivePanels(): boolean {
  const [major = 0, minor = 0] = (config.buildInfo?.version ?? '').split('.').map((part) => parseInt(part, 10));
  return major > 8 || (major === 8 && minor >= 5);
}
