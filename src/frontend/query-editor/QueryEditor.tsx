import type { QueryEditorProps } from '@grafana/data';
import * as React from 'react';

import type { QueryModel } from '../../shared/query-model.ts';
import type { SettingsModel } from '../../shared/settings-model.ts';
import type { DataSource } from '../data-source.ts';

/** A query in a panel, in Explore or in an alert rule. */
export function QueryEditor({ query, onChange, onRunQuery }: QueryEditorProps<DataSource, QueryModel, SettingsModel>) {
  return (
    <div>
      <label>
        Metric{' '}
        <input
          value={query.target ?? ''}
          onChange={({ currentTarget }) => {
            onChange({ ...query, target: currentTarget.value });
          }}
          onBlur={onRunQuery}
        />
      </label>
    </div>
  );
}
