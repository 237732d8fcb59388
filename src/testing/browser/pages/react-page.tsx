import * as React from 'react';

import type { ReactDataSource } from './react/query-react.ts';
import { BackendSrv } from './backend-srv.ts';
import { AnnotationView } from './react/AnnotationView.tsx';
import { ConfigView } from './react/ConfigView.tsx';
import { LiveSrv } from './live-srv.ts';
import { LiveView } from './react/LiveView.tsx';
import { loadPlugin } from './load-plugin.ts';
import { QueryView } from './react/QueryView.tsx';
import type { ReactPlugin, ViewProps } from './react/react-plugin.ts';
import { hostWindow } from './shared-modules.ts';
import { TemplateSrv } from './template-srv.ts';
import { VariableView } from './react/VariableView.tsx';

/** The page of Grafana 7 and later: one of the plugin's editors, as `?view=` says, among Grafana's own React. */
async function main(): Promise<void> {
  const { sharedModules, harness } = hostWindow;
  const container = document.querySelector('#host');
  if (container === null) throw new Error('the host page has no #host');
  const backendSrv = new BackendSrv();
  startServices(backendSrv);
  const exports = await loadPlugin(sharedModules);
  const plugin = exports['plugin'] as ReactPlugin;
  Object.assign(window, { loadedPlugin: { names: Object.keys(exports), parameters: plugin.DataSourceClass.length } });
  const settings = (await backendSrv.get('/api/datasources/1')) as ViewProps['settings'];
  const views: Readonly<Record<string, React.ComponentType<ViewProps>>> = {
    config: ConfigView,
    query: QueryView,
    explore: QueryView,
    alert: QueryView,
    variable: VariableView,
    annotation: AnnotationView,
    live: LiveView,
  };
  const View = views[harness.view] ?? ConfigView;
  const dataSource: ReactDataSource = new plugin.DataSourceClass(settings);
  render(
    container,
    <Themed>
      <h1>
        Grafana {harness.grafana}: {harness.view}
      </h1>
      <View plugin={plugin} settings={settings} dataSource={dataSource} backendSrv={backendSrv} />
    </Themed>,
  );
}

/** What `@grafana/runtime` hands to plugins; names differ from version to version. */
function startServices(backendSrv: BackendSrv): void {
  const runtime = hostWindow.sharedModules['@grafana/runtime'];
  const noDataSources = { get: () => undefined, getList: () => [], getInstanceSettings: () => undefined };
  runtime['setBackendSrv']?.(backendSrv);
  runtime['setTemplateSrv']?.(new TemplateSrv());
  runtime['setDataSourceSrv']?.(noDataSources);
  if (Number.parseInt(hostWindow.harness.grafana, 10) > 8) runtime['setGrafanaLiveSrv']?.(new LiveSrv());
  runtime['setEchoSrv']?.({ addEvent: () => undefined, addBackend: () => undefined, flush: () => undefined });
}

function Themed({ children }: { readonly children: React.ReactNode }) {
  const { ThemeContext, GlobalStyles, getTheme } = hostWindow.sharedModules['@grafana/ui'];
  const { createTheme } = hostWindow.sharedModules['@grafana/data'];
  const mode = hostWindow.harness.theme;
  const theme = createTheme === undefined ? getTheme?.(mode) : createTheme({ colors: { mode } });
  return (
    <ThemeContext.Provider value={theme}>
      {GlobalStyles !== undefined && <GlobalStyles />}
      {children}
    </ThemeContext.Provider>
  );
}

function render(container: Element, element: React.ReactElement): void {
  const { 'react-dom': reactDom, 'react-dom/client': client } = hostWindow.sharedModules;
  if (client === undefined) reactDom.render?.(element, container);
  else client.createRoot(container).render(element);
}

void main().catch((error: unknown) => {
  document.querySelector('#host')?.replaceChildren(`The page did not start: ${String(error)}`);
  throw error;
});
