import { DataSourcePlugin } from '@grafana/data';

import type { SettingsModel } from '../shared/settings-model.ts';
import { ConfigEditor } from './config-editor/ConfigEditor.tsx';
import { DataSource } from './data-source.ts';
import { QueryEditor } from './query-editor/QueryEditor.tsx';
import type { SavedQuery } from './query/saved-query.ts';

/** What Grafana 7.0 and later load. */
export const plugin = new DataSourcePlugin<DataSource, SavedQuery, SettingsModel>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
