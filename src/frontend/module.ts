import { DataSourcePlugin } from '@grafana/data';

import type { QueryModel } from '../shared/query-model.ts';
import type { SettingsModel } from '../shared/settings-model.ts';
import { ConfigEditor } from './config-editor/ConfigEditor.tsx';
import { DataSource } from './data-source.ts';
import { QueryEditor } from './query-editor/QueryEditor.tsx';

/** What Grafana 7.0 and later load. */
export const plugin = new DataSourcePlugin<DataSource, QueryModel, SettingsModel>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
