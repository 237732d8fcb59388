import { beforeAll, describe, expect } from '@jest/globals';
import { check } from './conformance-check.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';

const { goHosts } = interopExecutables(process.env);

const mebibyte = 1024 * 1024;
const slowMs = 120_000;

describe.each(goHosts)('$name', (build) => {
  const stage = useStage(build, 'all');

  beforeAll(async () => {
    stage.upstream.answer('/query', ({ body }) => ({
      body: (JSON.parse(body) as { targets: { target: string }[] }).targets.map(({ target }) => answerTo(target)),
    }));
  });

  const big = { refId: 'A', model: { target: 'big' } };
  const small = { refId: 'B', model: { target: 'small' } };

  check(
    '10.1',
    'a request of 15 MiB is taken',
    async () => {
      const { session } = await stage.launch('13');
      const model = { ...small.model, payload: 'x'.repeat(15 * mebibyte) };
      expect((await stage.queryV2(session, { queries: [{ ...small, model }] }))['B']).toMatchObject({ error: '' });
      await stage.host.kill(session);
    },
    slowMs,
  );

  check(
    '10.2',
    'an answer of 50 MiB is delivered',
    async () => {
      const { session } = await stage.launch('13');
      const model = { target: 'table of 52 MiB', type: 'table' };
      const { A } = await stage.queryV2(session, { queries: [{ refId: 'A', model }] });
      expect(A?.error).toBe('');
      const texts = A?.frames[0]?.fields.find(({ name }) => name === 'text')?.values ?? [];
      expect(texts.map((text) => String(text).length)).toEqual(Array.from({ length: 52 }, () => mebibyte));
      await stage.host.kill(session);
    },
    slowMs,
  );

  check(
    '10.3',
    'version 1 without GF_VERSION: what a host would refuse is the error of its query, and of no other',
    async () => {
      const { session } = await stage.launch('6.2');
      const results = await stage.queryV1(session, { queries: [big, small] });
      expect(results.map(({ refId, error, series }) => [refId, error === '', series.length])).toEqual([
        ['A', false, 0],
        ['B', true, 1],
      ]);
      expect(results[0]?.error).toMatch(/MiB|bytes|4 ?MB/);
      await stage.host.kill(session);
    },
    slowMs,
  );

  check(
    '10.4',
    'version 1 with GF_VERSION: there is no such limit',
    async () => {
      const { session, protocolVersion } = await stage.launch('7.5', { versions: [1] });
      expect(protocolVersion).toBe(1);
      const [result] = await stage.queryV1(session, { queries: [big] });
      expect(result?.error).toBe('');
      expect(result?.series[0]?.points.length).toBe(bigPoints);
      await stage.host.kill(session);
    },
    slowMs,
  );
});

/** More than 4 MiB as version 1 writes them, at 16 bytes and more a point. */
const bigPoints = 400_000;

function answerTo(target: string): object {
  if (target === 'small') return { target, datapoints: [[1, 1714543200000]] };
  if (target === 'big') {
    return { target, datapoints: Array.from({ length: bigPoints }, (_, i) => [i + 0.5, 1714543200000 + i * 1000]) };
  }
  const columns = [
    { text: 'Time', type: 'time' },
    { text: 'text', type: 'string' },
  ];
  return {
    type: 'table',
    columns,
    rows: Array.from({ length: 52 }, (_, i) => [1714543200000 + i, 'x'.repeat(mebibyte)]),
  };
}
