import { type SecretName, settingsRanges, type SettingsModel } from '../../../shared/settings-model.ts';
import type { SettingsProblem } from '../../sdk/instances/settings-error.ts';

type OtherKey = Exclude<keyof SettingsModel, keyof typeof settingsRanges | `httpHeaderName${number}`>;

const knownKeys: Readonly<Record<OtherKey, true>> = {
  basicAuth: true,
  basicAuthUser: true,
  tlsAuth: true,
  tlsAuthWithCACert: true,
  tlsSkipVerify: true,
  serverName: true,
  keepCookies: true,
  oauthPassThru: true,
  enableSecureSocksProxy: true,
  secureSocksProxyUsername: true,
  customQueryParameters: true,
  apiKeyHeaderName: true,
  queryMethod: true,
  rangeFormat: true,
  allowedRedirectHosts: true,
  logLevel: true,
  strict: true,
  dialect: true,
};

const knownSecrets: Readonly<Record<Exclude<SecretName, `httpHeaderValue${number}`>, true>> = {
  basicAuthPassword: true,
  password: true,
  tlsCACert: true,
  tlsClientCert: true,
  tlsClientKey: true,
  bearerToken: true,
  apiKeyValue: true,
  secureSocksProxyPassword: true,
};

/** All settings and secrets; of numbered headers the first. What a misspelt key may be meant for. */
export const settingNames: readonly string[] = [
  ...Object.keys(knownKeys),
  ...Object.keys(settingsRanges),
  ...Object.keys(knownSecrets),
  'httpHeaderName1',
  'httpHeaderValue1',
];

/** Of Grafana and its Go SDK; nothing is lost when they are left aside. */
const harmlessKeys: readonly string[] = [
  'alertmanagerUid',
  'authType',
  'defaultDatabase',
  'httpExpectContinueTimeout',
  'httpMaxIdleConns',
  'httpMaxIdleConnsPerHost',
  'httpMode',
  'implementation',
  'manageAlerts',
  'pdcInjected',
];

/** Switches of other data sources without which the server would refuse, or see somebody else than was meant. */
const unsupportedSwitches: Readonly<Record<string, string>> = {
  sigV4Auth: 'requests signed for AWS (SigV4)',
  azureAuthEnabled: 'sign-in with Azure',
  azureCredentials: 'sign-in with Azure',
};

/** A problem for each key that asks for what there is not. */
export function findUnsupported(values: Readonly<Record<string, unknown>>): readonly SettingsProblem[] {
  return Object.entries(unsupportedSwitches).flatMap(([key, what]) =>
    isOn(values[key]) ? [{ key, text: `this data source does not support ${what}; remove it` }] : [],
  );
}

/** Keys that nobody reads: misspelt, or of another data source. */
export function findUnknown(values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(values).filter(
    (key) =>
      !Object.hasOwn(knownKeys, key) &&
      !Object.hasOwn(settingsRanges, key) &&
      !Object.hasOwn(unsupportedSwitches, key) &&
      !harmlessKeys.includes(key) &&
      !/^(httpHeaderName\d+|sigV4.*)$/.test(key),
  );
}

/** The names of secrets that nobody reads, as a provisioning file would have them. */
export function findUnknownSecrets(secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(secrets)
    .filter((name) => !Object.hasOwn(knownSecrets, name) && !/^(httpHeaderValue\d+|sigV4.*|azure.*)$/.test(name))
    .map((name) => `secureJsonData.${name}`);
}

function isOn(value: unknown): boolean {
  return ![undefined, null, false, '', 'false'].includes(value as null);
}
