import type { GrafanaVersion } from '../grafana-version.ts';
import { frameStyles, hostFrame } from './host-frame.ts';
import { hostStyles } from './host-styles.ts';
import type { ShownDataSource } from './stored-data-source.ts';

export interface HostPageParts {
  readonly version: GrafanaVersion;
  readonly shown: ShownDataSource;
  /** Names of scripts, in their order. */
  readonly scripts: readonly string[];
}

/** The page's view and theme come in its address: `?view=query&theme=light`, and whether Grafana's frame is around it: `&frame=1`. */
export function hostPage({ version, shown, scripts }: HostPageParts, options: URLSearchParams): string {
  const theme = options.get('theme') === 'light' ? 'light' : 'dark';
  const bootData = {
    settings: {
      buildInfo: { version: version.full, commit: '', env: 'production', edition: 'Open Source' },
      bootData: {},
      featureToggles: {},
      defaultDatasource: shown.name,
      datasources: { [shown.name]: { ...shown, meta: { id: shown.type, name: 'Simple JSON with Alerting' } } },
      panels: {},
      apps: {},
      appSubUrl: '',
      secureSocksDSProxyEnabled: false,
    },
    user: { lightTheme: theme === 'light', orgRole: 'Admin', locale: 'en-US', permissions: {} },
    navTree: [],
  };
  const frame = options.get('frame') === null ? '' : hostFrame(options.get('view') ?? 'config');
  const harness = { pluginId: shown.type, grafana: version.full, view: options.get('view') ?? 'config', theme };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Simple JSON in Grafana ${version.full}</title>
<link rel="icon" href="data:,">
<style>${hostStyles}${frame === '' ? '' : frameStyles}</style>
<script>window.grafanaBootData = ${scriptJson(bootData)}; window.harness = ${scriptJson(harness)};</script>
</head>
<body class="theme-${theme}${frame === '' ? '' : ' framed'}">
${frame}
<main id="host"></main>
<div id="grafana-portal-container"></div>
${scripts.map((name) => `<script src="/harness/${name}"></script>`).join('\n')}
</body>
</html>
`;
}

function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}
