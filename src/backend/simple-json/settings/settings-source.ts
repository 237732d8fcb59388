import type { SecretName } from '../../../shared/settings-model.ts';
import type { DataSourceInstanceSettings, PluginContext } from '../../sdk/api/plugin-context.ts';
import type { SettingsProblem } from '../../sdk/instances/settings-error.ts';
import type { SettingsReader } from '../../sdk/instances/settings-reader.ts';

/** Where a data source's settings come from, and where their problems go. */
export interface SettingsSource {
  readonly instance: DataSourceInstanceSettings;
  readonly json: SettingsReader;
  /** Empty when there is none. */
  readonly secret: (name: SecretName) => string;
  readonly grafanaConfig: PluginContext['grafanaConfig'];
  readonly problems: SettingsProblem[];
}
