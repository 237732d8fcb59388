import { basicCredentials } from '../../upstream/contract/basic-credentials.ts';
import { minSecretLength } from './secret-forms.ts';
import { secretLimits } from './secret-limits.ts';
import type { DataSourceInstanceSettings, PluginContext } from '../../sdk/api/plugin-context.ts';

/** What a call brings that nobody else may see. */
export interface SecretHolders {
  readonly pluginContext?: PluginContext;
  /** The caller's; HTTP headers may be under `http_`. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** The process's variables: a proxy may want a password. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Every secret of a call, read from what came and not from what the settings make of it, so that settings which cannot be read
 * keep their secrets too: all that is stored encrypted, user info and query of URLs, custom query parameters, and the caller's
 * tokens and cookies.
 */
export function secretsOf({ pluginContext, headers = {}, environment = {} }: SecretHolders): ReadonlySet<string> {
  const settings = pluginContext?.dataSourceInstanceSettings;
  return new Set([
    ...(settings === undefined ? [] : settingsSecrets(settings)),
    ...Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((one) => headerSecrets(name, one))),
    ...Object.entries(environment).flatMap(([name, value = '']) => (/_proxy$/i.test(name) ? urlSecrets(value) : [])),
    ...Object.values(pluginContext?.grafanaConfig ?? {}).flatMap(keySecrets),
  ]);
}

function settingsSecrets(settings: DataSourceInstanceSettings): readonly string[] {
  const { decryptedSecureJsonData, url, jsonData, basicAuthUser, user } = settings;
  const stored = storedSecrets(settings);
  const { basicAuthPassword = '', password = basicAuthPassword } = decryptedSecureJsonData;
  const users = [basicAuthUser, user, textOf(jsonData, 'basicAuthUser')].filter((name) => name !== '');
  return [
    ...stored.flatMap(linesOf),
    ...users.flatMap((name) => [basicToken(name, basicAuthPassword), basicToken(name, password)]),
    ...urlSecrets(url),
    ...querySecrets(textOf(jsonData, 'customQueryParameters')),
  ];
}

/**
 * All that is stored encrypted, but certificates: those are shown to whoever connects. Of too many, one more than can be looked for: who
 * asks needs to know no more.
 */
export function storedSecrets({ decryptedSecureJsonData }: DataSourceInstanceSettings): readonly string[] {
  const stored: string[] = [];
  for (const name in decryptedSecureJsonData) {
    const value = decryptedSecureJsonData[name] ?? '';
    if (value.length < minSecretLength || isCertificate(name, value)) continue;
    stored.push(value);
    if (stored.length > secretLimits.count) break;
  }
  return stored;
}

/** A key that somebody has pasted among them is none. */
function isCertificate(name: string, value: string): boolean {
  if (name !== 'tlsCACert' && name !== 'tlsClientCert') return false;
  return value.includes('CERTIFICATE-----') && !value.includes('PRIVATE KEY');
}

/** So long a text is not taken apart: it counts as one secret that is too long to be looked for. */
function isTooLong({ length }: string): boolean {
  return length > secretLimits.characters;
}

/** A key is repeated without its line ends as well. */
function linesOf(text: string): readonly string[] {
  if (isTooLong(text)) return [text];
  const lines = text.split(/\\n|[\r\n]/).map((line) => line.trim());
  return lines.length === 1 ? [text] : [text, ...lines.filter((line) => !line.startsWith('-----'))];
}

function keySecrets(value: string): readonly string[] {
  return value.includes('PRIVATE KEY') ? linesOf(value) : [];
}

function basicToken(user: string, password: string): string {
  return password === '' ? '' : basicCredentials(user, password);
}

/** By hand, since what is no URL may hold a password all the same. */
function urlSecrets(text: string): readonly string[] {
  return isTooLong(text) ? [text] : partsOfUrl(text);
}

function partsOfUrl(text: string): readonly string[] {
  const [address = '', ...query] = text.trim().split('?');
  const at = address.lastIndexOf('@');
  const start = address.indexOf('//');
  const userinfo = at < 0 ? '' : address.slice(start < 0 ? 0 : start + 2, at);
  const colon = userinfo.indexOf(':');
  const password = colon < 0 ? '' : userinfo.slice(colon + 1);
  const user = colon < 0 ? userinfo : userinfo.slice(0, colon);
  const parsed = URL.parse(text.trim());
  return [
    password,
    decode(password),
    parsed?.password ?? '',
    basicToken(decode(user), decode(password)),
    ...(colon < 0 ? [user, decode(user)] : []),
    ...querySecrets(query.join('?').split('#', 1)[0] ?? ''),
  ];
}

/** The values of a query string, as they are written and as they are meant. */
function querySecrets(query: string): readonly string[] {
  if (isTooLong(query)) return [query];
  return query.split(/[&?]/).flatMap((pair) => {
    const value = pair.slice(pair.indexOf('=') + 1);
    return [value, decode(value), decode(value.replaceAll('+', ' '))];
  });
}

const secretHeader = /auth|cookie|token|secret|password|api-?key|grafana-id/i;

/** Those of a call's headers that hold a secret. */
export function secretHeadersOf(
  headers: NonNullable<SecretHolders['headers']>,
): readonly (readonly [string, string | readonly string[]])[] {
  return Object.entries(headers).filter(([name]) => secretHeader.test(name));
}

/** Of `Bearer abc` the second word is the secret, of a cookie what follows its name. */
function headerSecrets(name: string, value: string): readonly string[] {
  if (!secretHeader.test(name)) return [];
  if (isTooLong(value)) return [value];
  if (/cookie$/i.test(name))
    return [value, ...value.split(';').map((pair) => pair.slice(pair.indexOf('=') + 1).trim())];
  const blank = value.indexOf(' ');
  return [value, value.slice(blank + 1).trim()];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A hundred times what a data source with all settings has. Longer ones are not read, and nobody is asked. */
export const maxJsonDataLength = 256 * 1024;

function textOf(json: string, key: string): string {
  if (json.length > maxJsonDataLength) return '';
  try {
    const value: unknown = JSON.parse(json);
    const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
    return typeof found === 'string' ? found : '';
  } catch {
    return '';
  }
}
