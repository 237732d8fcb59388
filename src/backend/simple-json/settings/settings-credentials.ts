import { settingsDefaults } from '../../../shared/settings-model.ts';
import { checkHeader } from './settings-headers.ts';
import type { SettingsSource } from './settings-source.ts';
import type { SettingsUrl } from './settings-url.ts';
import type { CredentialSettings } from './settings.ts';

/**
 * Basic auth, bearer token and API key. Basic auth is looked for in this order: the fields beside jsonData (version 2),
 * the same names in jsonData (version 1, which lacks the fields), the old `user` and `password`, the URL.
 */
export function parseCredentials(source: SettingsSource, userinfo: SettingsUrl['userinfo']): CredentialSettings {
  const basic = parseBasicAuth(source) ?? userinfo;
  const bearerToken = source.secret('bearerToken').trim();
  const apiKey = parseApiKey(source);
  return {
    ...(basic && { basic }),
    ...(bearerToken !== '' && { bearerToken: checkToken(bearerToken, source) }),
    ...(apiKey && { apiKey }),
  };
}

function parseBasicAuth(source: SettingsSource): CredentialSettings['basic'] {
  const { instance, json, secret } = source;
  const userInJson = json.text('basicAuthUser');
  const flagInJson = json.flag('basicAuth') ?? userInJson !== '';
  if (instance.basicAuthEnabled || flagInJson) {
    const user = instance.basicAuthUser === '' ? userInJson : instance.basicAuthUser;
    return checkUser(user, secret('basicAuthPassword'), source);
  }
  return instance.user === '' ? undefined : checkUser(instance.user, secret('password'), source);
}

function checkUser(user: string, password: string, { problems }: SettingsSource): CredentialSettings['basic'] {
  if (user.includes(':')) {
    problems.push({
      key: 'basicAuthUser',
      text: 'expected a user name without a colon, which basic auth cannot carry',
    });
  }
  return { user, password };
}

function checkToken(token: string, { problems }: SettingsSource): string {
  checkHeader({ name: 'authorization', value: token }, { value: 'secureJsonData.bearerToken' }, problems);
  return token;
}

function parseApiKey({ json, secret, problems }: SettingsSource): CredentialSettings['apiKey'] {
  const value = secret('apiKeyValue').trim();
  if (value === '') return undefined;
  const named = json.text('apiKeyHeaderName');
  const header = { name: named === '' ? settingsDefaults.apiKeyHeaderName : named, value };
  checkHeader(header, { name: 'apiKeyHeaderName', value: 'secureJsonData.apiKeyValue' }, problems);
  return header;
}
