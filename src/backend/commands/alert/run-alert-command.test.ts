import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type FakeUpstream, startFakeUpstream } from '../../../testing/support/fake-upstream.ts';
import { recordOutput } from '../../../testing/support/recorded-output.ts';
import { parseCommandLine } from '../../command-line/parse-command-line.ts';
import { createSimpleJsonPlugin } from '../../simple-json/simple-json-plugin.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { runCommand } from '../run-command.ts';

const plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);

let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});

afterAll(async () => {
  await plugin.close();
  await upstream.close();
});

async function alert(answer: unknown, ...args: readonly string[]) {
  upstream.answer('/query', { body: answer });
  const output = recordOutput();
  const command = parseCommandLine(['alert', '--url', upstream.url, '--target', 'a', ...args], {});
  if (command.kind === 'serve') throw new Error('expected a command');
  const code = await runCommand(command, {
    output,
    stopped: new AbortController().signal,
    loadPlugin: async () => Promise.resolve(plugin),
  });
  return { code, lines: output.lines, notes: output.notes };
}

const load = (host: string, ...values: readonly (number | null)[]) => ({
  target: 'load',
  tags: { host },
  datapoints: values.map((value, i) => [value, 1714543200000 + i * 1000]),
});

const inventory = {
  type: 'table',
  columns: [{ text: 'host' }, { text: 'cores', type: 'number' }, { text: 'memory', type: 'number' }],
  rows: [['web-1', 8, 16], ['db-1', 32, null]], // prettier-ignore
};

describe('alert', () => {
  it('names each instance with its labels, value and state, the worst of which is the rule’s', async () => {
    expect(await alert([load('x', 1, 60), load('y', 60, 1), load('z', null)], '--above', '50')).toEqual({
      code: 0,
      notes: [],
      lines: [
        'Alerting: a rule that fires on more than 50, of the last value of each series',
        'State     Value  Labels',
        '────────  ─────  ──────',
        'Alerting  60     host=x',
        'Normal    1      host=y',
        'NoData    null   host=z',
      ],
    });
  });

  it('reduces as it is told', async () => {
    const { lines } = await alert([load('x', 2, 60, 10)], '--reducer', 'mean', '--below', '30', '--format', 'json');
    expect(JSON.parse(lines.join(''))).toEqual({
      state: 'Alerting',
      instances: [{ labels: { host: 'x' }, value: 24, state: 'Alerting' }],
      notices: [],
    });
  });

  it('compares the numbers of a table without times, told apart by their columns', async () => {
    const { lines } = await alert([inventory], '--type', 'table', '--above', '10');
    expect(lines[0]).toBe('Alerting: a rule that fires on more than 10, of the numbers of a table, as they are');
    expect(lines.slice(3)).toEqual([
      'Normal    8      host=web-1, target=cores',
      'Alerting  16     host=web-1, target=memory',
      'Alerting  32     host=db-1, target=cores',
      'NoData    null   host=db-1, target=memory',
    ]);
  });

  it.each([
    ['mean', 'the mean of each series'],
    ['count', 'the number of points of each series'],
  ])('says that it compares the %s', async (reducer, compared) => {
    const { lines } = await alert([load('x', 1, 60)], '--reducer', reducer);
    expect(lines[0]).toContain(`, of ${compared}`);
  });

  it('has no data, which is no failure', async () => {
    expect(await alert([], '--above', '1')).toEqual({
      code: 0,
      notes: [],
      lines: ['NoData: the answer holds nothing to evaluate'],
    });
  });

  it("ends with code 1 on an error, in the server's words", async () => {
    const output = await alert([{ type: 'table', columns: [{ text: 'Name' }], rows: [['x']] }], '--above', '1');
    expect(output.code).toBe(1);
    expect(output.lines).toEqual([
      expect.stringContaining(
        'Error: the answer to query A holds no number that a rule could evaluate (columns: Name)',
      ),
    ]);
  });

  it('tells programs of an error, too', async () => {
    const { code, lines } = await alert({ error: 'database is down' }, '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(lines.join(''))).toEqual({
      state: 'Error',
      error: expect.stringContaining('database is down'),
      instances: [],
      notices: [],
    });
  });

  it('says what was left out', async () => {
    const { notes } = await alert([load('x', 1), inventory], '--above', '1');
    expect(notes).toEqual([expect.stringMatching(/^warning: .*has no times, and was left out/)]);
  });

  it('asks as a rule: its own range, and what the editor of rules saves', async () => {
    await alert(
      [load('x', 1)],
      '--from',
      '2024-05-01T06:00:00Z',
      '--to',
      '2024-05-01T06:05:00Z',
      '--payload',
      '{"b":1}',
    );
    expect(upstream.bodies('/query').at(-1)).toMatchObject({
      range: { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T06:05:00.000Z' },
      intervalMs: 1000,
      maxDataPoints: 43_200,
      targets: [{ target: 'a', payload: { b: 1 } }],
    });
  });

  it.each([
    [['--above', 'ten'], '--above'],
    [['--reducer', 'first'], 'Allowed choices are last, mean, min, max, sum, count, median'],
    [['--format', 'chart'], 'Allowed choices are table, json'],
  ])('refuses %j', async (args, words) => {
    const { code, notes } = await alert([], ...args);
    expect(code).toBe(1);
    expect(notes.join('\n')).toContain(words);
  });
});
