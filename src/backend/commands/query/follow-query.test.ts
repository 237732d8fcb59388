import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createRemarkLogger } from '../../sdk/log/remark-logger.ts';
import { createSimpleJsonPlugin } from '../../simple-json/simple-json-plugin.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../testing/support/fake-upstream.ts';
import { recordOutput } from '../../../testing/support/recorded-output.ts';
import type { CommandOutput } from '../command-output.ts';
import { type ExampleServer, startExampleServer } from '../example-server/example-server.ts';
import { runCommand } from '../run-command.ts';
import type { QueryCommandOptions } from './run-query-command.ts';

const plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);

let example: ExampleServer;

beforeAll(async () => {
  example = await startExampleServer({ host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await plugin.close();
  await example.stop();
});

interface Packet {
  readonly schema: { readonly refId: string; readonly fields: readonly object[] };
  readonly data: { readonly values: readonly (readonly unknown[])[] };
}

/** Follows until a line is the one that is waited for. */
async function follow(
  changes: Partial<QueryCommandOptions>,
  isLast: (line: string) => boolean,
  terminal: Partial<CommandOutput> = {},
) {
  const stopped = new AbortController();
  const recorded = recordOutput();
  const output: CommandOutput = {
    ...recorded,
    ...terminal,
    writeLine: (line) => {
      recorded.writeLine(line);
      if (isLast(line)) stopped.abort();
    },
  };
  const server = { url: example.url, headers: [], basicAuth: undefined, jsonData: { minLiveIntervalMs: 100 } };
  const range = { from: 'now-10s', to: 'now', maxDataPoints: undefined, intervalMs: 100 };
  const others = { type: 'timeseries', payload: undefined, all: false, follow: true, format: 'table' } as const;
  const options = { server, targets: ['constant 42'], ...range, ...others, ...changes };
  const loadPlugin = async () => Promise.resolve(plugin);
  const code = await runCommand({ kind: 'query', options }, { output, stopped: stopped.signal, loadPlugin });
  return { code, lines: recorded.lines, notes: recorded.notes };
}

describe('query --follow', () => {
  it('prints a line for each point that comes', async () => {
    let count = 0;
    const point = /^\d{4}-\d\d-\d\dT[\d:.]+Z {2}constant 42 {2}42$/;
    const { code, lines } = await follow({}, (line) => point.test(line) && ++count === 3);
    expect(code).toBe(0);
    expect(lines.filter((line) => point.test(line))).toHaveLength(count);
  });

  it('prints a line for each push with --format json, the first answer in the same form', async () => {
    let count = 0;
    const { code, lines } = await follow({ format: 'json', targets: ['cpu load'] }, () => ++count === 2);
    expect(code).toBe(0);
    const [first, push] = lines.map((line) => JSON.parse(line) as Packet);
    expect(push?.schema).toEqual(first?.schema);
    expect(first?.schema).toMatchObject({ refId: 'A', meta: { type: 'timeseries-wide' } });
    expect(first?.schema.fields[1]).toMatchObject({ labels: { host: 'web-1' }, config: { unit: 'percent' } });
    const lengths = first?.data.values.map(({ length }) => length) ?? [];
    expect(lengths).toEqual(Array.from({ length: 5 }, () => lengths[0]));
    expect(push?.data.values).toHaveLength(5);
  });

  it('prints a line for each of several queries', async () => {
    let count = 0;
    const targets = ['constant 42', 'with gaps'];
    const { lines } = await follow({ format: 'json', targets }, () => ++count === 2);
    const refIds = lines.slice(0, 2).map((line) => (JSON.parse(line) as Packet).schema.refId);
    expect(refIds).toEqual(['A', 'B']);
  });

  it('draws a chart anew in a terminal', async () => {
    let screens = 0;
    const clear = '\u001b[H\u001b[J';
    const size = { columns: 80, rows: 24 };
    const { code, lines } = await follow({ format: 'chart' }, (line) => line === clear && ++screens === 3, size);
    expect(code).toBe(0);
    expect(lines.slice(lines.lastIndexOf(clear)).join('\n')).toContain('constant 42');
  });

  it('says why nothing comes, once, and that it goes on', async () => {
    let upstream: FakeUpstream | undefined;
    const stopped = new AbortController();
    const recorded = recordOutput();
    let ofRemarks: ReturnType<typeof createSimpleJsonPlugin> | undefined;
    const output: CommandOutput = {
      ...recorded,
      writeNote: (text) => {
        recorded.writeNote(text);
        if (text.startsWith('a live stream goes on')) stopped.abort();
      },
    };
    try {
      upstream = await startFakeUpstream();
      let asked = 0;
      upstream.answer('/query', () => {
        asked += 1;
        const failed = { status: 500, body: { message: 'disk is full' } };
        return asked === 2 || asked === 3 ? failed : { body: [{ target: 'a', datapoints: [[asked, Date.now()]] }] };
      });
      const server = { url: upstream.url, headers: [], basicAuth: undefined, jsonData: { minLiveIntervalMs: 100, retries: 0 } }; // prettier-ignore
      const range = { from: 'now-10s', to: 'now', maxDataPoints: undefined, intervalMs: 100 };
      const others = { type: 'timeseries', payload: undefined, all: false, follow: true, format: 'table' } as const;
      await runCommand(
        { kind: 'query', options: { server, targets: ['a'], ...range, ...others } },
        {
          output,
          stopped: stopped.signal,
          loadPlugin: async (say) => {
            const logger = say === undefined ? silentLogger : createRemarkLogger(say);
            ofRemarks = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, logger);
            return Promise.resolve(ofRemarks);
          },
        },
      );
      expect(recorded.notes).toEqual([
        expect.stringMatching(/^warn: a live stream got no answer, and asks again: POST \/query: .* disk is full/),
        'a live stream goes on (after: 2)',
      ]);
    } finally {
      await ofRemarks?.close();
      await upstream?.close();
    }
  });

  it('says why it cannot', async () => {
    expect(await follow({ targets: ['inventory'] }, () => false)).toMatchObject({
      code: 1,
      notes: [expect.stringContaining('Live is off')],
    });
    expect(await follow({ to: 'now-1h', from: 'now-2h' }, () => false)).toMatchObject({
      code: 1,
      notes: [expect.stringContaining('--to now')],
    });
  });
});
