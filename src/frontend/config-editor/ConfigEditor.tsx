import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import * as React from 'react';

import type { SettingsModel } from '../../shared/settings-model.ts';

/** The data source's own page. */
export function ConfigEditor({ options, onOptionsChange }: DataSourcePluginOptionsEditorProps<SettingsModel>) {
  return (
    <div>
      <label>
        URL{' '}
        <input
          value={options.url}
          onChange={({ currentTarget }) => {
            onOptionsChange({ ...options, url: currentTarget.value });
          }}
        />
      </label>
    </div>
  );
}
