import type { QueryEditorProps } from '@grafana/data';
import * as React from 'react';

import { EditorFrame } from '../controls/style/EditorFrame.tsx';
import { RadioField } from '../controls/RadioField.tsx';
import { readQuery } from '../query/read-query.ts';
import type { SavedQuery } from '../query/saved-query.ts';
import type { ResourceClient } from '../resource-client.ts';
import { AlertHint } from './AlertHint.tsx';
import { DraftField } from '../controls/draft/DraftField.tsx';
import { LiveSection } from './LiveSection.tsx';
import { MetricField } from './MetricField.tsx';
import { changeQuery, type QueryChanges } from './query-change.ts';
import { QueryExtras } from './QueryExtras.tsx';
import { useMetricDetails } from './use-metric-details.ts';

const formats = [
  { value: 'timeserie', label: 'Time series' },
  { value: 'table', label: 'Table' },
] as const;

/** A query in a panel, in Explore or in an alert rule. */
export function QueryEditor({
  datasource,
  query: saved,
  onChange,
  onRunQuery,
  app,
  range,
  data,
}: QueryEditorProps<ResourceClient, SavedQuery>) {
  const query = readQuery(saved);
  const details = useMetricDetails(datasource, query);

  function change(changes: QueryChanges, run = true): void {
    onChange(changeQuery(query, changes));
    if (run) onRunQuery();
  }

  return (
    <EditorFrame>
      <div className="sjp-stack">
        <div className="sjp-row">
          <MetricField client={datasource} query={query} details={details} onChange={change} />
          <RadioField
            label="Format"
            options={formats}
            value={query.type === 'table' ? 'table' : 'timeserie'}
            onChange={(type) => {
              change({ type });
            }}
          />
          <DraftField
            label="Alias"
            placeholder="{{label}} or $target"
            value={query.alias ?? ''}
            onCommit={(alias) => {
              change({ alias: alias === '' ? undefined : alias });
            }}
          />
        </div>
        <AlertHint query={query} app={app} />
        <LiveSection query={query} app={app} onChange={change} />
        <QueryExtras
          client={datasource}
          query={query}
          details={details}
          onChange={change}
          range={range}
          request={data?.request}
        />
      </div>
    </EditorFrame>
  );
}
