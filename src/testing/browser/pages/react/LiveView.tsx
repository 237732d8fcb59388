import * as React from 'react';

import type { PlainResult } from '../plain-result.ts';
import { followQueries, type ReactDataSource } from './query-react.ts';
import { givenModel, type ViewProps } from './react-plugin.ts';
import { ResultView } from './ResultView.tsx';

interface Dashboard {
  readonly queries: readonly unknown[];
  /** The end of the range, as somebody types it. */
  readonly to: string;
}

/** A dashboard of panels with the same queries: `?query={"queries": […], "to": "now"}`. */
export function LiveView({ dataSource }: ViewProps) {
  const dashboard = { to: 'now', queries: [], ...givenModel() } as Dashboard;
  const [count, setCount] = React.useState(1);
  const [refreshes, setRefreshes] = React.useState(0);
  return (
    <>
      <button
        type="button"
        className="host-button"
        onClick={() => {
          setRefreshes(refreshes + 1);
        }}
      >
        Refresh
      </button>
      <button
        type="button"
        className="host-button"
        onClick={() => {
          setCount(count + 1);
        }}
      >
        Add a panel
      </button>
      {Array.from({ length: count }, (_, i) => (
        <Panel key={i} number={i + 1} refreshes={refreshes} dataSource={dataSource} dashboard={dashboard} />
      ))}
    </>
  );
}

interface PanelProps {
  readonly number: number;
  readonly refreshes: number;
  readonly dataSource: ReactDataSource;
  readonly dashboard: Dashboard;
}

function Panel({ number, refreshes, dataSource, dashboard }: PanelProps) {
  const [result, setResult] = React.useState<PlainResult>({ state: 'waiting', tables: [] });
  React.useEffect(() => followQueries(dataSource, dashboard, setResult), [refreshes]);
  return (
    <div className={`panel-${number}`} data-refreshes={refreshes}>
      <ResultView result={result} />
    </div>
  );
}
