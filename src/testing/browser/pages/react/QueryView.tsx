import * as React from 'react';

import { runQueries } from './query-react.ts';
import type { PlainResult } from '../plain-result.ts';
import { givenModel, type ViewProps } from './react-plugin.ts';
import { ResultView } from './ResultView.tsx';
import { hostWindow } from '../shared-modules.ts';

const apps: Readonly<Record<string, string>> = { query: 'panel-editor', explore: 'explore', alert: 'unified-alerting' };

/** A panel's editor, Explore or an alert rule's editor, with what the query emitted beneath. */
export function QueryView({ plugin, dataSource }: ViewProps) {
  const app = apps[hostWindow.harness.view] ?? 'panel-editor';
  const [query, setQuery] = React.useState<Readonly<Record<string, unknown>>>(() => ({
    refId: 'A',
    ...dataSource.getDefaultQuery?.(app),
    ...givenModel(),
  }));
  const [result, setResult] = React.useState<PlainResult>({ state: 'waiting', tables: [] });
  // Grafana asks with what the editor handed over last, in whichever order it says "change" and "run".
  const latest = React.useRef(query);
  const run = (): void => {
    window.setTimeout(() => {
      runQueries(dataSource, [latest.current], setResult);
    });
  };
  React.useEffect(run, []);
  const change = (changed: Readonly<Record<string, unknown>>): void => {
    latest.current = changed;
    setQuery(changed);
  };
  const Editor = plugin.components.QueryEditor;
  return (
    <>
      <section className="host-part" aria-label="Query">
        {Editor !== undefined && (
          <Editor
            datasource={dataSource}
            query={query}
            onChange={change}
            onRunQuery={run}
            app={app}
            queries={[query]}
          />
        )}
      </section>
      <ResultView result={result} />
    </>
  );
}
