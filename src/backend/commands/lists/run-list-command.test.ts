import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordOutput } from '../../../testing/support/recorded-output.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createSimpleJsonPlugin } from '../../simple-json/simple-json-plugin.ts';
import { type ExampleServer, startExampleServer } from '../example-server/example-server.ts';
import { runCommand } from '../run-command.ts';
import type { ListCommandOptions } from './run-list-command.ts';

const plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);

let example: ExampleServer;

beforeAll(async () => {
  example = await startExampleServer({ host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await plugin.close();
  await example.stop();
});

async function list(changes: Pick<ListCommandOptions, 'list'> & Partial<ListCommandOptions>, path = '') {
  const output = recordOutput();
  const server = { url: example.url + path, headers: [], basicAuth: undefined, jsonData: {} };
  const range = { from: '2024-05-01T00:00:00Z', to: '2024-05-03T00:00:00Z' };
  const options = { server, query: '', ...range, format: 'table', ...changes } as const;
  const context = { output, stopped: new AbortController().signal, loadPlugin: () => Promise.resolve(plugin) };
  return { code: await runCommand({ kind: 'list', options }, context), lines: output.lines, notes: output.notes };
}

describe('metrics', () => {
  it('lists them, and those that go with a text', async () => {
    const { code, lines } = await list({ list: 'metrics' });
    expect({ code, lines }).toEqual({ code: 0, lines: expect.arrayContaining(['sine', 'cpu load']) });
    expect((await list({ list: 'metrics', query: 'sine' })).lines).toEqual(['sine', 'cosine']);
  });
});

describe('variable', () => {
  it('lists values, each in a line, or as JSON', async () => {
    const asked = { list: 'variable', query: 'hosts' } as const;
    expect(await list(asked)).toEqual({ code: 0, lines: ['web-1', 'web-2', 'web-3', 'db-1'], notes: [] });
    const { lines } = await list({ ...asked, format: 'json' });
    expect(JSON.parse(lines.join('\n'))).toContainEqual({ text: 'web-1', value: 'web-1' });
  });

  it('says when there are none, with code 1', async () => {
    const { code, notes } = await list({ list: 'variable', query: 'nothing like that' });
    expect({ code, notes }).toEqual({ code: 1, notes: ['The server has no values for it.'] });
  });
});

describe('annotations', () => {
  it('lists events between the two times, with their ends', async () => {
    const { code, lines } = await list({ list: 'annotations', query: 'maintenance' });
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^Time +End +Title +Text +Tags/);
    expect(lines[2]).toMatch(/^2024-05-0\dT\S+Z +2024-05-0\dT\S+Z +\S/);
  });

  it('prints them as JSON', async () => {
    const { lines } = await list({ list: 'annotations', query: 'deploy', format: 'json' });
    const [event] = JSON.parse(lines.join('\n')) as { time: number }[];
    expect(event?.time).toBeGreaterThan(Date.parse('2024-04-30'));
  });
});

it('says what the server said, with code 1', async () => {
  const { code, notes } = await list({ list: 'metrics' }, '/nothing');
  expect({ code, notes }).toEqual({ code: 1, notes: [expect.stringMatching(/^error: .*404/)] });
});
