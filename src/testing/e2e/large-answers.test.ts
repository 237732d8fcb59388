/** Large answers and small ones at the same time, through the packaged executable in both protocol versions. */
import { createServer } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { distFolder } from '../../../scripts/build/build-paths.ts';
import { executableName, ownTarget } from '../../../scripts/build/build-targets.ts';
import { type Listening, listen } from '../support/listen.ts';
import { type PluginProcess, startPluginProcess } from '../support/process/plugin-process.ts';
import { queryVersion1 } from './query-version1.ts';
import { queryVersion2 } from './query-version2.ts';
import type { PluginQueries } from './query-plugin.ts';

const large = { target: '1000000' };
const small = { target: '100' };
const broken = { target: 'broken' };

describe.each([
  ['version 1', '6.5.0', '1', queryVersion1],
  ['version 2', '12.0.0', '2', queryVersion2],
] as const)('%s', (_, grafanaVersion, protocolVersions, ask) => {
  let server: Listening;
  let plugin: PluginProcess;
  let questions: PluginQueries;

  beforeEach(async () => {
    server = await listen(
      createServer((request, response) => {
        void text(request).then((body) => response.end(answerTo(body)));
      }),
    );
    plugin = await startPluginProcess({
      command: path.join(distFolder, executableName(ownTarget())),
      grafanaVersion,
      protocolVersions,
      overrides: { GF_PLUGIN_LOG_LEVEL: 'debug' },
    });
    questions = ask(plugin, {
      id: 1,
      url: `http://127.0.0.1:${String(server.port)}`,
      jsonData: { dialect: 'simple-json' },
    });
  });

  afterEach(async () => {
    await plugin.shutdown();
    await server.close();
  });

  const pointsOf = async (model: { target: string }): Promise<void> => {
    const [frame] = await questions.panel([model]);
    const [time, value] = frame?.fields ?? [];
    const count = Number(model.target);
    expect([time?.values.length, value?.values.length]).toEqual([count, count]);
    const wrong = Array.from({ length: count }, (_point, i) => i).filter(
      (i) => time?.values[i] !== timeOf(i) || value?.values[i] !== valueOf(i),
    );
    expect(wrong).toEqual([]);
  };

  it('are both right', async () => {
    const smallOnes = Array.from({ length: 50 }, () => pointsOf(small));
    await Promise.all([pointsOf(large), ...smallOnes, pointsOf(large)]);
    await pointsOf(large);
  });

  it('says what cannot be read in a large one as in a small one', async () => {
    await expect(questions.panel([broken])).rejects.toThrow(
      "the server's answer cannot be read: the answer is not whole JSON",
    );
    await pointsOf(large);
  });

  it('starts a thread of its own for large ones only', async () => {
    const started = (): readonly string[] =>
      plugin.stderrLines.filter((line) => line.includes('starting a worker thread'));
    await pointsOf(small);
    expect(started()).toEqual([]);
    await pointsOf(large);
    expect(started()).not.toEqual([]);
  });
});

function answerTo(question: string): string {
  const { targets } = JSON.parse(question) as { targets: readonly { target: string }[] };
  const target = targets[0]?.target ?? '';
  if (target === 'broken') return `{"no JSON": ${' '.repeat(2 ** 20)}`;
  const points = Array.from({ length: Number(target) }, (_, i) => `[${String(valueOf(i))},${String(timeOf(i))}]`);
  return `[{"target":"${target}","datapoints":[${points.join()}]}]`;
}

function timeOf(i: number): number {
  return 1_714_543_200_000 + i * 1000;
}

function valueOf(i: number): number {
  return (i * 7919) / 1024;
}
