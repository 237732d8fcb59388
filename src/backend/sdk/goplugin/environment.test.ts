import { describe, expect, it } from '@jest/globals';
import { parseGoPluginEnvironment } from './environment.ts';

const defaults = {
  protocolVersions: undefined,
  minPort: 10000,
  maxPort: 25000,
  clientCertificate: undefined,
  unixSocketDir: undefined,
  unixSocketGroup: undefined,
  temporaryDir: '/tmp',
  problems: [],
};

describe('parseGoPluginEnvironment', () => {
  it('reads all a host may say', () => {
    const environment = parseGoPluginEnvironment({
      PLUGIN_PROTOCOL_VERSIONS: '2,1',
      PLUGIN_MIN_PORT: '20000',
      PLUGIN_MAX_PORT: '20010',
      PLUGIN_CLIENT_CERT: '-----BEGIN…',
      PLUGIN_UNIX_SOCKET_DIR: '/sockets',
      PLUGIN_UNIX_SOCKET_GROUP: 'grafana',
      TMPDIR: '/var/tmp',
    });
    expect(environment).toEqual({
      protocolVersions: [2, 1],
      minPort: 20000,
      maxPort: 20010,
      clientCertificate: '-----BEGIN…',
      unixSocketDir: '/sockets',
      unixSocketGroup: 'grafana',
      temporaryDir: '/var/tmp',
      problems: [],
    });
    expect(Object.isFrozen(environment)).toBe(true);
  });

  it('has defaults for what is missing', () => {
    expect(parseGoPluginEnvironment({})).toEqual(defaults);
  });

  it('takes an empty variable for a missing one', () => {
    const names = [
      'PLUGIN_PROTOCOL_VERSIONS',
      'PLUGIN_MIN_PORT',
      'PLUGIN_MAX_PORT',
      'PLUGIN_CLIENT_CERT',
      'PLUGIN_UNIX_SOCKET_DIR',
      'PLUGIN_UNIX_SOCKET_GROUP',
      'TMPDIR',
    ];
    expect(parseGoPluginEnvironment(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(defaults);
  });

  it.each([
    ['1', [1]],
    [' 2 , 1 ', [2, 1]],
    ['1,x,2', [1, 2]],
    ['-1,1.5,+1,1e1,,99999999999999999999', []],
  ])('reads the versions %j', (text, versions) => {
    expect(parseGoPluginEnvironment({ PLUGIN_PROTOCOL_VERSIONS: text }).protocolVersions).toEqual(versions);
  });

  it('names a version it left out', () => {
    expect(parseGoPluginEnvironment({ PLUGIN_PROTOCOL_VERSIONS: '1,x' }).problems).toEqual([
      'expected PLUGIN_PROTOCOL_VERSIONS to hold whole numbers, got "x"; left it out',
    ]);
  });

  it.each([['http'], ['0'], ['65536'], ['-1'], ['1.5'], ['100000']])(
    'falls back from the port %j and says so',
    (text) => {
      const { minPort, maxPort, problems } = parseGoPluginEnvironment({
        PLUGIN_MIN_PORT: text,
        PLUGIN_MAX_PORT: '65535',
      });
      expect([minPort, maxPort]).toEqual([10000, 65535]);
      expect(problems).toEqual([
        `expected PLUGIN_MIN_PORT to be a port from 1 to 65535, got "${text}"; using the default`,
      ]);
    },
  );

  it('falls back from an upside-down range and says so', () => {
    const environment = parseGoPluginEnvironment({ PLUGIN_MIN_PORT: '300', PLUGIN_MAX_PORT: '200' });
    expect([environment.minPort, environment.maxPort]).toEqual([10000, 25000]);
    expect(environment.problems).toEqual([
      'expected PLUGIN_MIN_PORT to be no greater than PLUGIN_MAX_PORT, got 300 and 200; using 10000 to 25000',
    ]);
  });
});
