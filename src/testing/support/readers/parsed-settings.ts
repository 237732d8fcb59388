import { SettingsError, type SettingsProblem } from '../../../backend/sdk/instances/settings-error.ts';
import { parseSettings } from '../../../backend/simple-json/settings/parse-settings.ts';
import type { Settings } from '../../../backend/simple-json/settings/settings.ts';
import { instanceSettings } from '../settings-builders.ts';

/** Settings as a data source's jsonData and secrets make them, without a variable in the environment. */
export function parsedSettings(...given: Parameters<typeof instanceSettings>): Settings {
  return parseSettings(instanceSettings(...given), {});
}

/** What is wrong with them. */
export function settingsProblems(...given: Parameters<typeof instanceSettings>): readonly SettingsProblem[] {
  try {
    parsedSettings(...given);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}
