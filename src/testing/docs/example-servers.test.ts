/** The servers in docs/examples/servers, asked by the packaged executable. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rootFolder } from '../../../scripts/build/build-paths.ts';
import { openShellStage, type ShellStage } from './run-shell.ts';

const servers = [
  { file: 'server.py', run: 'python3', comment: /^\s*(#|""")/, imports: /^(import|from) / },
  { file: 'server.mjs', run: 'node', comment: /^\s*\/\//, imports: /^import / },
  { file: 'streaming.mjs', run: 'node', comment: /^\s*\/\//, imports: /^import / },
  { file: 'server.go', run: 'go run', comment: /^\s*\/\//, imports: /^(package |import \(|\t"[a-z/]+"$|\)$)/ },
] as const;

/** The others answer any target, and are here for their shortness. */
const saysWhatIsWrong: ReadonlySet<string> = new Set(['server.py', 'server.mjs']);

const executable = './simple-json-plugin_linux_amd64';

describe.each(servers)('docs/examples/servers/$file', ({ file, run, comment, imports }) => {
  let stage: ShellStage;
  let url: string;

  beforeAll(async () => {
    stage = await openShellStage();
    const server = await stage.start(`${run} docs/examples/servers/${file} 0`, 'listening on http://');
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(server.output())?.[0] ?? '';
    // Go compiles its standard library the first time.
  }, 300_000);

  afterAll(() => stage.close());

  it('has under 30 lines beside imports and comments', () => {
    const lines = readFileSync(path.join(rootFolder, 'docs/examples/servers', file), 'utf8').split('\n');
    const counted = lines.filter((line) => line.trim() !== '' && !comment.test(line) && !imports.test(line));
    expect(counted.length).toBeGreaterThan(10);
    expect(counted.length).toBeLessThan(30);
  });

  it('passes health', async () => {
    const { code, output } = await stage.run(`${executable} health --url ${url}`);
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/^OK: .*metrics are listed by \/search/),
    });
    expect(output).toContain('POST /search: 2 metrics');
    expect(output).toContain('POST /annotations: not offered');
  });

  it('answers a query for the whole range, without a notice', async () => {
    const range = '--from 2024-05-01T06:00:00Z --to 2024-05-01T07:00:00Z';
    const { code, output } = await stage.run(
      `${executable} query --url ${url} --target "cpu load" ${range} --format json`,
    );
    const [frame] = JSON.parse(output) as { fields: { labels?: unknown; values: number[] }[] }[];
    const [times, values] = frame?.fields ?? [];
    expect({ code, labels: values?.labels }).toEqual({ code: 0, labels: { host: 'web-1' } });
    expect(times?.values[0]).toBe(Date.parse('2024-05-01T06:00:00Z'));
    expect(times?.values.length).toBeGreaterThan(50);
    expect(Math.max(...(values?.values ?? []))).toBeCloseTo(90, 0);
  });

  it('gives an alert rule one instance', async () => {
    const { code, output } = await stage.run(`${executable} alert --url ${url} --target "cpu load" --above 1000`);
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/^Normal: .*\nNormal +-?[\d.]+ +host=web-1/s),
    });
  });

  it('says what is wrong with a question, and goes on', async () => {
    if (!saysWhatIsWrong.has(file)) return;
    const unknown = await stage.run(`${executable} query --url ${url} --target "cpu lod"`);
    expect(unknown).toEqual({
      code: 1,
      output: expect.stringMatching(/status 400 and says: unknown .*cpu lod/) as unknown,
    });
    for (const body of ['no JSON', '{}', '{"targets": 1}']) {
      const { status } = await fetch(`${url}/query`, { method: 'POST', body });
      expect([400, 500]).toContain(status);
    }
  });

  it('answers 404 at what it does not have', async () => {
    expect((await fetch(`${url}/metrics`, { method: 'POST', body: '{}' })).status).toBe(404);
  });
});

describe('docs/examples/servers/streaming.mjs', () => {
  let stage: ShellStage;

  beforeAll(async () => {
    stage = await openShellStage();
  });

  afterAll(() => stage.close());

  it('pushes to whoever follows', async () => {
    const server = await stage.start('node docs/examples/servers/streaming.mjs 0', 'listening on http://');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(server.output())?.[0] ?? '';
    expect((await fetch(`${url}/`)).headers.get('x-simple-json-stream')).toBe('/stream');
    // Questions come once an hour.
    const follow = `${executable} query --url ${url} --target "cpu load" --follow --interval-ms 3600000 --format json`;
    const followed = await stage.start(follow, '}\n');
    const [line = ''] = followed.output().split('\n');
    expect(JSON.parse(line)).toMatchObject({ schema: { refId: 'A' } });
  });
});
