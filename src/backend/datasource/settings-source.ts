import type { SecretName } from '../../shared/settings-model.ts';
import type { DataSourceInstanceSettings, PluginContext } from '../plugin-api/plugin-context.ts';
import type { SettingsProblem } from './settings-error.ts';
import type { SettingsReader } from './settings-reader.ts';

/** Where a data source's settings come from, and where their problems go. */
export interface SettingsSource {
  readonly instance: DataSourceInstanceSettings;
  readonly json: SettingsReader;
  /** Empty when there is none. */
  readonly secret: (name: SecretName) => string;
  readonly grafanaConfig: PluginContext['grafanaConfig'];
  readonly problems: SettingsProblem[];
}
