import { describe, expect } from '@jest/globals';
import { check } from './conformance-check.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';

const { goHosts } = interopExecutables(process.env);

const unusedMethods = ['Data/QueryChunkedData']
  .concat([
    'AdmissionControl/ValidateAdmission',
    'AdmissionControl/MutateAdmission',
    'ResourceConversion/ConvertObjects',
  ])
  .map((method) => `pluginv2.${method}`);

describe.each(goHosts)('$name', (build) => {
  const stage = useStage(build, 'all');

  for (const [number, grafana] of [
    ['6.1', '6.2'],
    ['6.2', '13'],
  ] as const) {
    check(number, `on Grafana ${grafana} the plugin is healthy, and a service nobody registered unknown`, async () => {
      const { session } = await stage.launch(grafana);
      const ask = (service: string) =>
        stage.host.call(session, 'grpc.health.v1.Health/Check', { request: { service } });
      expect(await ask('plugin')).toEqual([{ status: 'SERVING' }]);
      await expect(ask('nobody')).rejects.toMatchObject({ code: 'NotFound' });
      await stage.host.kill(session);
    });
  }

  check('6.3', 'the other version is unimplemented', async () => {
    const [first, second] = await Promise.all([stage.launch('6.2'), stage.launch('13')]);
    const unimplemented = { code: 'Unimplemented' };
    await expect(stage.queryV2(first.session, { queries: [] })).rejects.toMatchObject(unimplemented);
    await expect(stage.queryV1(second.session, { queries: [] })).rejects.toMatchObject(unimplemented);
    await Promise.all([first, second].map(({ session }) => stage.host.kill(session)));
  });

  if (build.knowsLaterServices) {
    check('6.4', 'what a data source has no use for is unimplemented', async () => {
      const { session } = await stage.launch('13');
      const outcomes = await Promise.all(
        unusedMethods.map((method) => stage.host.call(session, method).catch((error: unknown) => error)),
      );
      expect(outcomes).toEqual(unusedMethods.map(() => expect.objectContaining({ code: 'Unimplemented' })));
      await stage.host.kill(session);
    });
  }

  check('6.5', 'stdio can be asked for again and again', async () => {
    const { session } = await stage.launch('13');
    const streams = [];
    for (let i = 0; i < 3; i++) streams.push(await stage.host.openStream(session, 'plugin.GRPCStdio/StreamStdio'));
    expect(await stage.host.call(session, 'grpc.health.v1.Health/Check', { request: { service: 'plugin' } })).toEqual([
      { status: 'SERVING' },
    ]);
    expect(await Promise.all(streams.map((stream) => stage.host.streamState(stream)))).toEqual(
      streams.map(() => ({ open: true, messages: 0, code: '', frames: [] })),
    );
    await stage.host.kill(session);
  });
});
