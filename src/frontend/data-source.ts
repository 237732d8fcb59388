import type { DataSourceInstanceSettings } from '@grafana/data';
import { DataSourceWithBackend } from '@grafana/runtime';

import type { QueryModel } from '../shared/query-model.ts';
import type { SettingsModel } from '../shared/settings-model.ts';

/**
 * What Grafana makes of a data source in the browser; everything goes on to the executable.
 * Grafana 7 hands a class without exactly one constructor parameter to its Angular injector, which fails.
 */
export class DataSource extends DataSourceWithBackend<QueryModel, SettingsModel> {
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- its parameter has to be counted
  constructor(instanceSettings: DataSourceInstanceSettings<SettingsModel>) {
    super(instanceSettings);
  }
}
