import { PluginError } from '../api/plugin-error.ts';
import type { DataSourceInstanceSettings, PluginContext, User } from '../api/plugin-context.ts';

/** Far more than any of these texts has; each is compared with what was there before, named in logs and metrics, or kept. */
const maxTextLength = 64 * 1024;

/** Of headers, and of what the host says of itself: some hundred times what a host sends. */
const recordLimits = { entries: 20_000, characters: 4 * 1024 * 1024 };

type Texts = Readonly<Record<string, string | readonly string[]>>;

interface Context {
  readonly pluginContext: PluginContext;
  readonly headers: Texts;
}

/** The URL, JSON data and secrets have limits of their own, which leave an answer to each query. */
const settingsTexts = [
  'uid',
  'name',
  'user',
  'database',
  'basicAuthUser',
] as const satisfies readonly (keyof DataSourceInstanceSettings)[];
const userTexts = ['login', 'name', 'email', 'role'] as const satisfies readonly (keyof User)[];

/**
 * Before anything is made of what comes with a call.
 * @throws {PluginError} 400 that names the text that is too long
 */
export function checkContext({ pluginContext, headers }: Context): void {
  const { dataSourceInstanceSettings: settings, user, userAgent, pluginVersion = '', grafanaConfig } = pluginContext;
  if (settings !== undefined) for (const name of settingsTexts) checkText("the data source's", name, settings[name]);
  if (user !== undefined) for (const name of userTexts) checkText("the user's", name, user[name]);
  checkText("Grafana's", 'user agent', userAgent);
  checkText("the plugin's", 'version', pluginVersion);
  checkRecord('headers of the call', headers);
  checkRecord("settings of Grafana's own", grafanaConfig);
}

function checkText(whose: string, name: string, { length }: string): void {
  if (length > maxTextLength)
    throw refusal(`${whose} ${name} to have at most ${maxTextLength} characters, got ${length}`);
}

function checkRecord(what: string, texts: Texts): void {
  const { entries, characters } = recordLimits;
  let count = 0;
  let length = 0;
  for (const name in texts) {
    count += 1;
    length += name.length + lengthOf(texts[name] ?? '');
    if (count > entries || length > characters)
      throw refusal(`at most ${entries} ${what}, of ${characters} characters together, got more`);
  }
}

function lengthOf(value: string | readonly string[]): number {
  if (typeof value === 'string') return value.length;
  let length = 0;
  for (const one of value) length += one.length + 1;
  return length;
}

function refusal(what: string): PluginError {
  return new PluginError(`expected ${what}; what comes with a call may not be longer`, {
    errorSource: 'plugin',
    status: 400,
  });
}
