import { describe, expect, it } from '@jest/globals';
import { instanceSettings } from '../../../testing/support/settings-builders.ts';
import { settingsDefaults } from '../../../shared/settings-model.ts';
import { parseSettings } from './parse-settings.ts';

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
