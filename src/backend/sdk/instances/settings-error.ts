import { PluginError } from '../api/plugin-error.ts';

/** One field that cannot be used. Never holds a secret's value. */
export interface SettingsProblem {
  /** As it is spelled in a provisioning file: `timeout`, `secureJsonData.tlsCACert`. */
  readonly key: string;
  /** What was expected and what came. */
  readonly text: string;
}

const maxNamed = 20;

/** Everything that is wrong with a data source's configuration, in one message, which names the first twenty. */
export class SettingsError extends PluginError {
  readonly problems: readonly SettingsProblem[];

  constructor(dataSourceName: string, problems: readonly SettingsProblem[]) {
    const named = problems.slice(0, maxNamed).map(({ key, text }) => `${key}: ${text}`);
    const list = [...named, ...(problems.length > maxNamed ? [`and ${problems.length - maxNamed} more`] : [])].join(
      '; ',
    );
    super(`data source "${dataSourceName}" is not configured correctly. ${list}`, {
      errorSource: 'downstream',
      status: 400,
    });
    this.name = 'SettingsError';
    this.problems = problems;
  }
}
