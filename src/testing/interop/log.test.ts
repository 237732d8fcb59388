import { describe, expect } from '@jest/globals';
import { check } from './conformance-check.ts';
import type { LogEntry, PluginLogs } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';

const { goHosts } = interopExecutables(process.env);

/** hclog's layout: exactly six fraction digits, else the host takes the whole line for text. */
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$/;

/** What a server may answer to get into a log: line breaks, broken surrogates, more than fits into a line, no JSON at all. */
const hostileAnswers = [
  { status: 500, body: 'first\nsecond\r\n[ERROR] {"@level":"error","@message":{}}' },
  { status: 500, body: `\u2028\u2029\ud800 ${'x'.repeat(200_000)}` },
  { status: 200, body: '{"@level": 7, "@message": ["no"], ' },
  { status: 200, body: '[{"target": "a", "datapoints": [[NaN, 1], [1e999, 2], ["x", {}]]}]' },
  { status: 418, body: Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x22]) },
];

describe.each(goHosts)('$name', (build) => {
  const stage = useStage(build);

  async function provoke(grafana: '6.2' | '13'): Promise<PluginLogs> {
    let next = 0;
    stage.upstream.answer('/query', () => hostileAnswers[next++ % hostileAnswers.length] ?? {});
    const { session } = await stage.launch(grafana, { env: ['GF_PLUGIN_LOG_LEVEL=debug'] });
    const ask = (target: string) => {
      const question = { queries: [{ refId: 'A', model: { target } }] };
      return grafana === '6.2' ? stage.queryV1(session, question) : stage.queryV2(session, question);
    };
    const targets = Array.from({ length: 40 }, (_, i) => `metric ${i}\n"@level":"error"`);
    await Promise.all(targets.map(ask));
    await stage.host.kill(session);
    return stage.host.logs(session);
  }

  for (const [version, grafana] of [
    [1, '6.2'],
    [2, '13'],
  ] as const) {
    check(`9.${version}`, `every line of version ${version} is hclog's, whatever servers answer`, async () => {
      const { stderr } = await provoke(grafana);
      expectHclogLines(stderr);
    });

    check(`9.${version + 2}`, `the host reads every line of version ${version} at its level`, async () => {
      const { stderr, entries } = await provoke(grafana);
      const written = stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(written.length).toBeGreaterThan(0);
      expect(fromPlugin(entries).map(({ level, message }) => [level, message])).toEqual(
        written.map((line) => [line['@level'], line['@message']]),
      );
    });
  }

  for (const [number, folder] of [
    ['9.5', '/nowhere/\n[ERROR] line\r\n{"@level":"error","@message":{}}\u2028'],
    ['9.6', `/${'ä'.repeat(50_000)}`],
  ] as const) {
    check(number, `what the plugin warns of stays in its line: ${JSON.stringify(folder).slice(0, 30)}`, async () => {
      const { session } = await stage.launch('13', { env: [`PLUGIN_UNIX_SOCKET_DIR=${folder}`] });
      await stage.host.kill(session);
      const { stderr, entries } = await stage.host.logs(session);
      expectHclogLines(stderr);
      const warnings = fromPlugin(entries).filter(({ level }) => level === 'warn');
      expect(warnings.length).toBeGreaterThan(0);
      expect(fromPlugin(entries).length).toBe(stderr.trimEnd().split('\n').length);
    });
  }
});

function expectHclogLines(stderr: string): void {
  expect(stderr.endsWith('\n')).toBe(true);
  for (const line of stderr.trimEnd().split('\n')) {
    expect(Buffer.byteLength(line)).toBeLessThan(64 * 1024);
    expect(JSON.parse(line)).toEqual(
      expect.objectContaining({
        '@level': expect.stringMatching(/^(trace|debug|info|warn|error)$/),
        '@message': expect.any(String),
        '@timestamp': expect.stringMatching(timestamp),
      }),
    );
  }
}

function fromPlugin(entries: readonly LogEntry[]): readonly LogEntry[] {
  return entries.filter(({ name }) => name.startsWith('host.') && name !== 'host.stdio');
}
