import {
  dialectNames,
  type NumberSetting,
  queryMethods,
  rangeFormats,
  settingsDefaults as defaults,
  settingsLogLevels,
  settingsRanges,
} from '../../../shared/settings-model.ts';
import { findJsonExcess } from '../../decode/json/measure-json.ts';
import type { DataSourceInstanceSettings, PluginContext } from '../../sdk/api/plugin-context.ts';
import { maxJsonDataLength, storedSecrets } from '../secrets/secrets-of-call.ts';
import { secretLimits, withinLimits } from '../secrets/secret-limits.ts';
import { parseCredentials } from './settings-credentials.ts';
import { SettingsError, type SettingsProblem } from '../../sdk/instances/settings-error.ts';
import { parseHeaders } from './settings-headers.ts';
import { findUnknown, findUnknownSecrets, findUnsupported } from './settings-keys.ts';
import { createSettingsReader, type SettingsReader } from '../../sdk/instances/settings-reader.ts';
import { parseSecureSocksProxy } from './settings-secure-socks-proxy.ts';
import { parseTls } from './settings-tls.ts';
import { parseSettingsUrl } from './settings-url.ts';
import type { SettingsSource } from './settings-source.ts';
import type { Settings, TimeoutSettings } from './settings.ts';

/**
 * A data source's configuration, whichever protocol version brought it.
 * @throws {SettingsError} with every field that cannot be used.
 */
export function parseSettings(
  instance: DataSourceInstanceSettings,
  grafanaConfig: PluginContext['grafanaConfig'],
): Settings {
  const problems: SettingsProblem[] = checkSize(instance);
  if (problems.length > 0) throw new SettingsError(instance.name, problems);
  const jsonData = parseJsonData(instance.jsonData, problems);
  problems.push(...findUnsupported(jsonData));
  const source: SettingsSource = {
    instance,
    json: createSettingsReader(jsonData, problems),
    secret: (name) => instance.decryptedSecureJsonData[name] ?? '',
    grafanaConfig,
    problems,
  };
  const server = parseServer(source);
  const unsentPassword = source.secret('basicAuthPassword') !== '' && server.credentials.basic === undefined;
  const settings: Settings = {
    ...server,
    ...parseLimits(source),
    ...parseDialect(source),
    unknownKeys: [...findUnknown(jsonData), ...findUnknownSecrets(instance.decryptedSecureJsonData)],
    ...(unsentPassword && { unsentPassword }),
  };
  if (problems.length > 0) throw new SettingsError(instance.name, problems);
  return deepFreeze(settings);
}

/** Before anything is read. Where there are more secrets, nothing can be told about the data source: a text might hold one of them. */
function checkSize(instance: DataSourceInstanceSettings): SettingsProblem[] {
  const { length } = instance.jsonData;
  const { count, characters } = secretLimits;
  const tooLong = `expected at most ${maxJsonDataLength} characters, got ${length}; remove what is no setting`;
  const tooMany = `expected at most ${count} secrets, of ${characters} characters together`;
  const longUrl = `expected at most ${characters} characters, got ${instance.url.length}`;
  return [
    ...(instance.url.length > characters ? [{ key: 'url', text: longUrl }] : []),
    ...(length > maxJsonDataLength ? [{ key: 'jsonData', text: tooLong }] : []),
    ...(withinLimits(storedSecrets(instance)).areAll ? [] : [{ key: 'secureJsonData', text: tooMany }]),
  ];
}

const jsonLimits = {
  maxDepth: 100,
  maxValues: Infinity,
  maxContainers: Infinity,
  maxNames: Infinity,
  maxHeapBytes: Infinity,
};

function parseJsonData(text: string, problems: SettingsProblem[]): Readonly<Record<string, unknown>> {
  if (findJsonExcess(Buffer.from(text), jsonLimits) !== undefined) {
    const expected = `expected at most ${jsonLimits.maxDepth} arrays and objects inside each other, got more`;
    problems.push({ key: 'jsonData', text: `${expected}; remove what is no setting` });
    return {};
  }
  try {
    const value: unknown = text.trim() === '' ? null : JSON.parse(text);
    if (value === null) return {};
    if (typeof value === 'object' && !Array.isArray(value)) return { ...value };
  } catch {
    // The same problem as any other text that is not an object.
  }
  problems.push({ key: 'jsonData', text: 'expected a JSON object, got something else' });
  return {};
}

function parseServer(source: SettingsSource) {
  const { instance, json } = source;
  const { url, userinfo } = parseSettingsUrl(instance.url, source.problems);
  const secureSocksProxy = parseSecureSocksProxy(source);
  return {
    name: instance.name,
    url,
    customQueryParameters: [...new URLSearchParams(json.text('customQueryParameters').replace(/^[?&]/, ''))],
    credentials: parseCredentials(source, userinfo),
    headers: parseHeaders(source),
    forwarding: { identityTokens: json.flag('oauthPassThru') ?? false, cookies: json.list('keepCookies') },
    tls: parseTls(source),
    allowedRedirectHosts: json.list('allowedRedirectHosts').map((host) => host.toLowerCase()),
    ...(secureSocksProxy && { secureSocksProxy }),
  };
}

function parseLimits({ json, grafanaConfig }: SettingsSource) {
  return {
    timeouts: parseTimeouts(json),
    maxConnectionsPerHost: readNumber(json, 'httpMaxConnsPerHost'),
    maxConcurrentRequests: readNumber(json, 'maxConcurrentRequests'),
    maxResponseBytes: parseMaxResponseBytes(json, grafanaConfig),
    cacheTtlMs: readNumber(json, 'cacheTtlMs'),
    retries: readNumber(json, 'retries'),
    minLiveIntervalMs: readNumber(json, 'minLiveIntervalMs'),
    maxLiveStreams: readNumber(json, 'maxLiveStreams'),
  };
}

function parseTimeouts(json: SettingsReader): TimeoutSettings {
  const orDefault = (key: NumberSetting): number => readNumber(json, key) || defaults[key];
  return {
    requestMs: 1000 * orDefault('timeout'),
    dialMs: 1000 * orDefault('dialTimeout'),
    tlsHandshakeMs: 1000 * orDefault('httpTLSHandshakeTimeout'),
    keepAliveMs: 1000 * readNumber(json, 'httpKeepAlive'),
    idleConnectionMs: 1000 * orDefault('httpIdleConnTimeout'),
  };
}

/** Grafana's own `response_limit` (0: none) can only lower it. */
function parseMaxResponseBytes(json: SettingsReader, grafanaConfig: SettingsSource['grafanaConfig']): number {
  const own = readNumber(json, 'maxResponseBytes');
  const grafanas = Number(grafanaConfig['GF_RESPONSE_LIMIT'] ?? grafanaConfig['GF_DATAPROXY_RESPONSE_LIMIT'] ?? 0);
  return grafanas > 0 ? Math.min(own, grafanas) : own;
}

function readNumber(json: SettingsReader, key: NumberSetting): number {
  return json.number(key, { ...settingsRanges[key], default: defaults[key] });
}

function parseDialect({ json }: SettingsSource) {
  const logLevel = json.oneOf('logLevel', settingsLogLevels);
  return {
    queryMethod: json.oneOf('queryMethod', queryMethods) ?? defaults.queryMethod,
    rangeFormat: json.oneOf('rangeFormat', rangeFormats) ?? defaults.rangeFormat,
    strict: json.flag('strict') ?? defaults.strict,
    dialect: json.oneOf('dialect', dialectNames) ?? defaults.dialect,
    ...(logLevel && { logLevel }),
  };
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value) as unknown[]) {
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  }
  return Object.freeze(value);
}
