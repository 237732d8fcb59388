import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { check } from './conformance-check.ts';
import { interopExecutables } from './interop-executables.ts';
import { type InteropStage, openStage } from './interop-stage.ts';

const { goHosts } = interopExecutables(process.env);

describe('streams that nobody uses', () => {
  let stages: readonly InteropStage[];

  beforeAll(async () => {
    stages = await Promise.all(goHosts.map(openStage));
  });

  afterAll(async () => {
    await Promise.all(stages.map((stage) => stage.close()));
  });

  check(
    '6.6',
    'stay open for a minute, without a message',
    async () => {
      const open = await Promise.all(stages.map(openBoth));
      await sleep(60_000);
      const states = await Promise.all(
        open.flatMap(({ stage, streams }) => streams.map((stream) => stage.host.streamState(stream))),
      );
      expect(states).toEqual(states.map(() => ({ open: true, messages: 0, code: '', frames: [] })));
    },
    90_000,
  );
});

interface OpenStreams {
  readonly stage: InteropStage;
  readonly streams: readonly string[];
}

/** Connected without go-plugin's own stdio stream, of which there may be only one. */
async function openBoth(stage: InteropStage): Promise<OpenStreams> {
  const { network, address } = await stage.launch('13');
  const session = await stage.host.attach({ network, address, grafana: '13' });
  return {
    stage,
    streams: [
      await stage.host.openStream(session, 'plugin.GRPCBroker/StartStream'),
      await stage.host.openStream(session, 'plugin.GRPCStdio/StreamStdio'),
    ],
  };
}
