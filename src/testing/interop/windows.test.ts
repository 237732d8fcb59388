import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect } from '@jest/globals';
import { check } from './conformance-check.ts';
import { interopExecutables, windowsPlugin } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';

const { goHosts } = interopExecutables(process.env);
const path = windowsPlugin(process.env);

const start = 1714543200000;
const startLimitMs = 60_000;

describe.each(goHosts)('$name and the Windows executable under Wine', (build) => {
  const stage = useStage(build, 'all');

  beforeAll(async () => {
    const datapoints = [
      [0.5, start],
      [null, start + 1000],
    ];
    stage.upstream.answer('/query', { body: [{ target: 'a', datapoints }] });
  });

  const question = { queries: [{ refId: 'A', model: { target: 'a' } }] };

  check(
    '5.4',
    'listens on 127.0.0.1 only, at a port of the range',
    async () => {
      const { session, network, address } = await stage.host.launch({ path, grafana: '13' });
      expect(network).toBe('tcp');
      const [host, port] = address.split(':');
      expect(host).toBe('127.0.0.1');
      expect(Number(port)).toBeGreaterThanOrEqual(10_000);
      expect(Number(port)).toBeLessThanOrEqual(25_000);
      expect(listeningAddresses(Number(port))).toEqual(['127.0.0.1']);
      await stage.host.kill(session);
    },
    startLimitMs,
  );

  check(
    '5.5',
    'answers version 1',
    async () => {
      const { session, protocolVersion } = await stage.host.launch({ path, grafana: '6.2' });
      expect(protocolVersion).toBe(1);
      const [result] = await stage.queryV1(session, question);
      expect(result).toMatchObject({
        refId: 'A',
        error: '',
        series: [{ name: 'a', points: [{ timestamp: String(start), value: 0.5 }] }],
      });
      expect(await stage.host.kill(session)).toMatchObject({ exited: true, exitCode: 0 });
    },
    startLimitMs,
  );

  check(
    '5.6',
    'answers version 2',
    async () => {
      const { session, protocolVersion } = await stage.host.launch({ path, grafana: '13' });
      expect(protocolVersion).toBe(2);
      const { A } = await stage.queryV2(session, question);
      expect(A).toMatchObject({ error: '', frames: [{ name: 'a', fields: [{}, { values: [0.5, null] }] }] });
      expect(await stage.host.kill(session)).toMatchObject({ exited: true, exitCode: 0 });
    },
    startLimitMs,
  );
});

/** From the kernel's table of TCP sockets, where addresses are hexadecimal and little-endian and 0A is listening. */
function listeningAddresses(port: number): readonly string[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, local = '', , state] = line.trim().split(/\s+/);
        const [address = '', localPort = ''] = local.split(':');
        return state === '0A' && Number.parseInt(localPort, 16) === port ? [toDotted(address)] : [];
      }),
  );
}

function toDotted(address: string): string {
  return Buffer.from(address, 'hex').reverse().join('.');
}
