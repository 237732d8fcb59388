import { describe, expect, it } from '@jest/globals';
import { instanceSettings } from '../../../testing/support/settings-builders.ts';
import { settingsDefaults } from '../../../shared/settings-model.ts';
import { parseSettings } from './parse-settings.ts';
import { explainKeys, withSettingsRemarks } from './unknown-settings.ts';

const unknownKeysOf = (jsonData: Readonly<Record<string, unknown>>): readonly string[] =>
  parseSettings(instanceSettings(jsonData), {}).unknownKeys;

describe('unknown keys', () => {
  it('are those that nobody reads', () => {
    expect(
      unknownKeysOf({ timeot: 3, tlsSkipVerify: false, __proto: 1, httpHeaderNameX: 'a', prometheusType: 'b' }),
    ).toEqual(['timeot', '__proto', 'httpHeaderNameX', 'prometheusType']);
  });

  it('are no key of ours, no numbered header, and none of what Grafana adds itself', () => {
    expect(unknownKeysOf({ ...settingsDefaults, httpHeaderName12: '', pdcInjected: true, sigV4Region: 'eu' })).toEqual(
      [],
    );
  });
});

describe('what is said of unknown keys', () => {
  it.each([
    ['timeot', 'timeot (is it timeout?)'],
    ['tlsSkipverify', 'tlsSkipverify (is it tlsSkipVerify?)'],
    ['secureJsonData.basicAuthPasword', 'secureJsonData.basicAuthPasword (is it basicAuthPassword?)'],
    ['timeoutInSeconds', "timeoutInSeconds (Infinity's; here timeout)"],
    ['queryParams', "queryParams (JSON API's; here customQueryParameters)"],
    ['secureQueryName3', "secureQueryName3 (Infinity's; here customQueryParameters)"],
    ['prometheusType', 'prometheusType'],
    ['constructor', 'constructor'],
    ['x'.repeat(100_000), `${'x'.repeat(100)}…`],
  ])('%.40s', (key, explained) => {
    expect(explainKeys([key])).toEqual([explained]);
  });

  it('names secrets too, and the first twenty', () => {
    const secrets = { bearerToken: 'a', httpHeaderValue2: 'b', bearer: 'c' };
    expect(parseSettings(instanceSettings({}, secrets), {}).unknownKeys).toEqual(['secureJsonData.bearer']);
    expect(explainKeys(Array.from({ length: 50 }, (_, i) => `key${i}`))).toHaveLength(20);
  });
});

describe('keys that are known and not supported', () => {
  it.each([
    [{ sigV4Auth: true }, 'sigV4Auth: this data source does not support requests signed for AWS (SigV4); remove it'],
    [
      { azureCredentials: { authType: 'msi' } },
      'azureCredentials: this data source does not support sign-in with Azure',
    ],
  ])('make %j an error', (jsonData, message) => {
    expect(() => parseSettings(instanceSettings(jsonData), {})).toThrow(message);
  });

  it('are no error when they are off', () => {
    expect(unknownKeysOf({ sigV4Auth: false, azureAuthEnabled: 'false' })).toEqual([]);
  });
});

describe('a password of Basic auth', () => {
  const remarksOf = (...given: Parameters<typeof instanceSettings>): unknown => {
    const settings = parseSettings(instanceSettings(...given), {});
    return withSettingsRemarks({ status: 'ok', message: '' }, settings).details?.['verboseMessage'];
  };
  const secrets = { basicAuthPassword: 'hunter2' };

  it('that nobody is sent with is named in the details', () => {
    expect(remarksOf({}, secrets)).toMatch(/^basicAuthPassword is set, .*: no Basic auth is sent/);
    expect(remarksOf({ basicAuth: false, timeot: 1 }, secrets)).toMatch(/timeot.*\n.*no Basic auth is sent/);
    expect(remarksOf({}, secrets)).not.toContain('hunter2');
  });

  it.each([
    ['a user', [{ basicAuth: true, basicAuthUser: 'me' }, secrets]],
    ['the fields beside jsonData', [{}, secrets, { basicAuthEnabled: true, basicAuthUser: 'me' }]],
    ['none', [{}, {}]],
  ] as const)('is not, with %s', (_, given) => {
    expect(remarksOf(...(given as unknown as Parameters<typeof instanceSettings>))).toBeUndefined();
  });
});
