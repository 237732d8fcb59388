import type { SettingsModel } from '../../shared/settings-model.ts';
import type { PluginQueries } from '../e2e/query-plugin.ts';
import { queryVersion2 } from '../e2e/query-version2.ts';
import type { PluginProcess } from '../support/process/plugin-process.ts';

/** A data source as a provisioning file has it. */
export interface ProvisionedDataSource {
  readonly name: string;
  readonly uid?: string;
  readonly type: string;
  readonly access?: string;
  readonly url: string;
  readonly basicAuth?: boolean;
  readonly basicAuthUser?: string;
  readonly jsonData?: SettingsModel;
  readonly secureJsonData?: Readonly<Record<string, string>>;
}

let lastId = 1000;

/** Asks as Grafana 7 and later, which has read that file. */
export function queryDataSource(plugin: PluginProcess, source: ProvisionedDataSource): PluginQueries {
  const { url, jsonData = {}, secureJsonData = {}, basicAuth = false, basicAuthUser = '' } = source;
  return queryVersion2(plugin, { id: ++lastId, url, jsonData, secrets: secureJsonData, basicAuth, basicAuthUser });
}
