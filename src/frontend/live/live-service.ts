import { config, getGrafanaLiveSrv, type GrafanaLiveSrv } from '@grafana/runtime';

/** Grafana's own way for panels that move; undefined before 8.5, which knows no data in a channel's address, and where it is off. */
export function liveService(): GrafanaLiveSrv | undefined {
  return isKnown(config.buildInfo?.version ?? '') ? getGrafanaLiveSrv?.() : undefined;
}

function isKnown(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => parseInt(part, 10));
  return major > 8 || (major === 8 && minor >= 5);
}
