import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSimpleJsonPlugin } from '../simple-json/simple-json-plugin.ts';
import { silentLogger } from '../sdk/log/logger.ts';
import { type RecordedOutput, recordOutput } from '../../testing/support/recorded-output.ts';
import { type ExampleServer, startExampleServer } from './example-server/example-server.ts';
import { runCommand } from './run-command.ts';
import type { QueryCommandOptions } from './query/run-query-command.ts';
import type { ServerOptions } from './server-options.ts';

const plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);
const from = '2024-05-01T06:00:00Z';
const to = '2024-05-01T12:00:00Z';

let example: ExampleServer;

beforeAll(async () => {
  example = await startExampleServer({ host: '127.0.0.1', port: 0, slowAnswerMs: 3_600_000 });
});

afterAll(async () => {
  await plugin.close();
  await example.stop();
});

describe('query', () => {
  it('prints series side by side as a table', async () => {
    const { code, output } = await query({
      targets: ['constant 42', 'with gaps'],
      intervalMs: 3_600_000,
      to: '2024-05-01T08:00:00Z',
    });
    expect({ code, notes: output.notes }).toEqual({ code: 0, notes: [] });
    expect(output.lines).toEqual([
      'Time                  constant 42  with gaps',
      '────────────────────  ───────────  ─────────',
      expect.stringMatching(/^2024-05-01T07:00:00Z {11}42 {5}\d\d\.\d+$/),
      expect.stringMatching(/^2024-05-01T08:00:00Z {11}42 {5}\d\d\.\d+$/),
    ]);
  });

  it('shows nulls, and cuts long tables unless told', async () => {
    const { output } = await query({ targets: ['with gaps'], intervalMs: 60_000 });
    expect(output.lines).toHaveLength(43);
    expect(output.lines).toContain('⋮ 320 more rows (--all shows them)');
    const all = await query({ targets: ['with gaps'], intervalMs: 60_000, all: true });
    expect(all.output.lines).toHaveLength(362);
    expect(all.output.lines.filter((line) => line.endsWith(' null'))).toHaveLength(72);
  });

  it('prints tables', async () => {
    const { output } = await query({ targets: ['inventory'], type: 'table' });
    expect(output.lines).toEqual([
      'host   region  cores  memory (gbytes)  spare',
      '─────  ──────  ─────  ───────────────  ─────',
      'web-1  eu          8               16  false',
      'web-2  eu          8               16  false',
      'web-3  us         16             31.5  false',
      'db-1   us         32            127.5  true',
    ]);
  });

  it('prints JSON', async () => {
    const { output } = await query({ targets: ['cpu load'], format: 'json', intervalMs: 3_600_000 });
    const frames = JSON.parse(output.lines.join('\n')) as { fields: { labels?: object; values: unknown[] }[] }[];
    expect(frames.map(({ fields }) => fields[1]?.labels)).toEqual([
      { host: 'web-1', region: 'eu' },
      { host: 'web-2', region: 'eu' },
      { host: 'web-3', region: 'us' },
      { host: 'db-1', region: 'us' },
    ]);
    expect(frames[0]?.fields[0]?.values).toHaveLength(6);
  });

  it('draws a chart as wide and high as the terminal', async () => {
    const terminal = { columns: 60, rows: 20, colours: true };
    const { output } = await query({ targets: ['sine'], format: 'chart' }, terminal);
    expect(output.lines).toHaveLength(18);
    expect(output.lines.join('')).toContain('\u001b[32m');
    expect(output.lines.at(-1)).toMatch(/sine {2}min .* max .* last /);
  });

  it('draws a sparkline in a low terminal', async () => {
    const { output } = await query({ targets: ['sine'], format: 'chart' }, { columns: 60, rows: 8 });
    expect(output.lines).toEqual([expect.stringMatching(/^ [▁▂▃▄▅▆▇█]{58}$/), expect.stringContaining('sine')]);
  });

  it('prints a table where there is nothing to plot', async () => {
    const { code, output } = await query({ targets: ['inventory'], format: 'chart' });
    expect(code).toBe(0);
    expect(output.notes[0]).toContain('Nothing to plot');
    expect(output.lines[0]).toContain('memory (gbytes)');
  });

  it('hands on the payload', async () => {
    const { output } = await query({ targets: ['cpu load'], payload: { host: ['db-1'] }, intervalMs: 3_600_000 });
    expect(output.lines[0]).toBe('Time                  cpu load db-1 (percent)');
  });

  it('says what the server said, with code 1', async () => {
    const { code, output } = await query({ targets: ['nothing'] });
    expect({ code, lines: output.lines }).toEqual({ code: 1, lines: [] });
    expect(output.notes).toEqual([
      expect.stringMatching(/^error: .*status 400.*unknown target "nothing", expected one of: sine/),
    ]);
  });

  it('says when nobody listens', async () => {
    const { code, output } = await query({ targets: ['sine'], server: server('http://127.0.0.1:1') });
    expect(code).toBe(1);
    expect(output.notes.join()).toMatch(/^error: .*127\.0\.0\.1:1/);
  });

  it.each([
    [{ from: 'yesterday' }, 'error: expected a time such as now-6h'],
    [{ from: to, to: from }, 'error: expected --from to be before --to'],
  ])('refuses %j', async (times, note) => {
    const { code, output } = await query({ targets: ['sine'], ...times });
    expect({ code, notes: output.notes }).toEqual({ code: 1, notes: [expect.stringContaining(note)] });
  });

  it('ends when it is stopped', async () => {
    const stop = new AbortController();
    const output = recordOutput();
    const running = runCommand(
      { kind: 'query', options: { ...options, server: server(example.url), targets: ['slow'] } },
      { loadPlugin: () => Promise.resolve(plugin), output, stopped: stop.signal },
    );
    stop.abort();
    expect(await running).toBe(1);
    expect(output.notes).toEqual([expect.stringContaining('error: ')]);
  });
});

describe('health', () => {
  it('says what works and what to do next', async () => {
    const { code, output } = await run({ kind: 'health', options: { server: server(example.url) } });
    expect({ code, notes: output.notes }).toEqual({ code: 0, notes: [] });
    expect(output.lines[0]).toMatch(/^OK: .*\d+ ms/);
    expect(output.lines.join('\n')).toMatch(
      / {2}POST \/search: 10 metrics\n.* {2}the whole check took \d+ ms\nNext: .* --url http:\/\/127/s,
    );
  });

  it('names itself as it was called', async () => {
    const output = recordOutput();
    const command = { kind: 'health', options: { server: server(example.url) } } as const;
    const stopped = new AbortController().signal;
    await runCommand(command, { loadPlugin: () => Promise.resolve(plugin), output, stopped, calledAs: './sjp' });
    expect(output.lines.at(-1)).toMatch(/^Next: \.\/sjp query --url /);
  });

  it('has code 1 when the server does not work', async () => {
    const { code, output } = await run({ kind: 'health', options: { server: server(`${example.url}/nothing`) } });
    expect(code).toBe(1);
    expect(output.lines[0]).toMatch(/^ERROR: .*404/);
  });
});

/** Resolves when it has printed its first line. */
async function startCommand(logged: { readonly log: boolean; readonly logHeaders: boolean }) {
  const stop = new AbortController();
  const output = recordOutput();
  const started = new Promise<void>((resolve) => {
    output.onLine(() => {
      resolve();
    });
  });
  const options = { host: '127.0.0.1', port: 0, ...logged, stream: false, dataSourceName: 'Ours' } as const;
  const context = { loadPlugin: () => Promise.resolve(plugin), output, stopped: stop.signal };
  const running = runCommand({ kind: 'example-server', options }, context);
  await started;
  return { output, stop, running };
}

describe('example-server', () => {
  it('says where it is until it is stopped', async () => {
    const { output, stop, running } = await startCommand({ log: true, logHeaders: false });
    const url = /http:\/\/127\.0\.0\.1:\d+$/.exec(output.lines[0] ?? '')?.[0] ?? '';
    expect((await fetch(url)).status).toBe(200);
    await fetch(`${url}/tag-values?x=1`, { method: 'POST', body: '{"key":"region"}' });
    stop.abort();
    expect(await running).toBe(0);
    expect(output.lines[2]).toMatch(/add a "Ours" data source with the URL http/);
    expect(output.lines[1]).toMatch(/^It answers GET \/, POST \/search, .*POST \/query/);
    expect(output.lines.slice(4)).toEqual([
      expect.stringMatching(/^\d{4}-\S+Z GET \/$/),
      '  < 200 {"message":"A Simple JSON server with example data"}',
      expect.stringMatching(/^\d{4}-\S+Z POST \/tag-values\?x=1$/),
      '  > {"key":"region"}',
      '  < 200 [{"text":"eu"},{"text":"us"}]',
    ]);
    const [refused] = (await once(connect({ host: '127.0.0.1', port: Number(new URL(url).port) }), 'error')) as [Error];
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('prints the headers it got, where that is wanted', async () => {
    const { output, stop, running } = await startCommand({ log: false, logHeaders: true });
    const url = / on (http:\S+)$/.exec(output.lines[0] ?? '')?.[1] ?? '';
    const server = { url, jsonData: {}, headers: [{ name: "X-Tenant", value: "a" }], basicAuth: { user: 'u', password: 'p' } }; // prettier-ignore
    await run({ kind: 'list', options: { server, list: 'metrics', query: 'cpu', from: 'now-6h', to: 'now', format: 'table' } }); // prettier-ignore
    stop.abort();
    expect(await running).toBe(0);
    const logged = output.lines.slice(4);
    expect(logged).toEqual(expect.arrayContaining(['  > X-Tenant: a', `  > Authorization: Basic ${btoa('u:p')}`]));
    expect(logged.filter((line) => line.endsWith(' POST /search'))).toHaveLength(1);
  });

  it.each([
    [
      'the port is taken',
      '127.0.0.1',
      /^error: cannot listen: port \d+ of 127\.0\.0\.1 is taken; .*--port.*\(EADDRINUSE\)$/,
    ],
    [
      'the address is not of this machine',
      '192.0.2.1',
      /: this machine has no address 192\.0\.2\.1; --host .*\(EADDRNOTAVAIL\)$/,
    ],
  ])('has code 1 when %s, and says what to do', async (_, host, note) => {
    const port = Number(new URL(example.url).port);
    const { code, output } = await run({
      kind: 'example-server',
      options: { host, port, log: false, logHeaders: false, stream: false, dataSourceName: 'Ours' },
    });
    expect({ code, notes: output.notes }).toEqual({ code: 1, notes: [expect.stringMatching(note)] });
  });
});

describe('what is only printed', () => {
  it('goes where it belongs', async () => {
    const { code, output } = await run({ kind: 'print', stdout: 'out\n', stderr: 'err\n', exitCode: 7 });
    expect([code, output.lines, output.notes]).toEqual([7, ['out'], ['err']]);
  });
});

const options: Omit<QueryCommandOptions, 'server' | 'targets'> = {
  type: 'timeseries',
  from,
  to,
  format: 'table',
  maxDataPoints: undefined,
  intervalMs: undefined,
  payload: undefined,
  all: false,
  follow: false,
};

function server(url: string): ServerOptions {
  return { url, headers: [], basicAuth: undefined, jsonData: {} };
}

function query(
  changes: Partial<QueryCommandOptions> & Pick<QueryCommandOptions, 'targets'>,
  terminal?: Parameters<typeof recordOutput>[0],
): Promise<{ code: number; output: RecordedOutput }> {
  return run({ kind: 'query', options: { ...options, server: server(example.url), ...changes } }, terminal);
}

async function run(
  command: Parameters<typeof runCommand>[0],
  terminal?: Parameters<typeof recordOutput>[0],
): Promise<{ code: number; output: RecordedOutput }> {
  const output = recordOutput(terminal);
  const stopped = new AbortController().signal;
  return { code: await runCommand(command, { loadPlugin: () => Promise.resolve(plugin), output, stopped }), output };
}
