/** `query` on the command line, as somebody sees it who tries out a server; one test for each kind of answer there is in the field. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { distFolder } from '../../../scripts/build/build-paths.ts';
import { executableName, ownTarget } from '../../../scripts/build/build-targets.ts';
import { type FakeUpstream, type ScriptedAnswer, startFakeUpstream } from '../support/fake-upstream.ts';

let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});

afterAll(async () => {
  await upstream.close();
});

interface Printed {
  readonly lines: readonly string[];
  readonly notes: readonly string[];
  readonly code: number | null;
}

/** Asks for two minutes from six o'clock. */
async function query(answer: ScriptedAnswer, ...options: readonly string[]): Promise<Printed> {
  upstream.answer('/query', answer);
  const range = ['--from', '2024-05-01T06:00:00Z', '--to', '2024-05-01T06:02:00Z'];
  const settings = ['--url', upstream.url, '--json-data', '{"retries":0}'];
  const child = spawn(
    path.join(distFolder, executableName(ownTarget())),
    ['query', ...settings, '--target', 'a', ...range, ...options],
    { env: { PATH: process.env['PATH'], NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [stdout, stderr] = await Promise.all([readText(child.stdout), readText(child.stderr), once(child, 'close')]);
  return {
    lines: linesOf(stdout),
    notes: linesOf(stderr.replaceAll(new URL(upstream.url).host, 'HOST')),
    code: child.exitCode,
  };
}

function linesOf(printed: string): readonly string[] {
  return printed === '' ? [] : printed.replace(/\n$/, '').split('\n');
}

function fieldsIn({ lines }: Printed): unknown {
  const frames = JSON.parse(lines.join('\n')) as { fields: { name: string; values: unknown[] }[] }[];
  return frames.map(({ fields }) => Object.fromEntries(fields.map(({ name, values }) => [name, values])));
}

const start = 1714543200000;

const gaps = { body: [{ target: 'a', datapoints: [[1, start], [null, start + 30_000], ['2.5', start + 60_000]] }] }; // prettier-ignore
const noPoints = { body: [{ target: 'a', refId: 'A', tags: { host: 'x' }, unit: 'bytes', title: 'A on x', datapoints: [] }] }; // prettier-ignore
const table = {
  body: [
    {
      type: 'table',
      columns: [{ text: 'Time', type: 'time' }, { text: 'Host' }, { text: 'V', type: 'number', unit: 'ms' }],
      rows: [
        [start, 'x', 1.7],
        [start, 'y', null],
      ],
    },
  ],
};
const values = { body: [{ type: 'table', columns: [{ text: 'n', type: 'number' }], values: [[3.7]] }] };
const frame = {
  body: [
    {
      fields: [
        { name: 'time', type: 'time', values: [start] },
        { name: 'v', labels: { h: 'x' }, values: [1] },
      ],
    },
  ],
};
const wireFrame = { body: [{ schema: { fields: [{ name: 'v', type: 'number' }] }, data: { values: [[1, 2]] } }] };

const axis = '    └┬──────────────────────┬───────────────────────┬──────────────────────┬──────────────────────┬';
const times = ' UTC 06:00:00           06:00:30                06:01:00               06:01:30            06:02:00';

describe('query --format table', () => {
  it.each([
    [
      'a series with a gap and a number as text',
      gaps,
      [
        'Time                     a',
        '────────────────────  ────',
        '2024-05-01T06:00:00Z     1',
        '2024-05-01T06:00:30Z  null',
        '2024-05-01T06:01:00Z   2.5',
      ],
    ],
    ['a series without points', noPoints, ['Time  A on x (bytes)', '────  ──────────────', '(no rows)']],
    [
      'a table as series',
      table,
      [
        'Time                  V {Host=x} (ms)  V {Host=y} (ms)',
        '────────────────────  ───────────────  ───────────────',
        '2024-05-01T06:00:00Z              1.7             null',
      ],
    ],
    ['a table with "values"', values, ['  n', '───', '3.7']],
    ['a frame', frame, ['Time                  v', '────────────────────  ─', '2024-05-01T06:00:00Z  1']],
    ["a frame as Grafana's own servers write it", wireFrame, ['v', '─', '1', '2']],
    ['an empty body', { body: '' }, ['(no data between the two times)']],
    ['an empty array', { body: [] }, ['(no data between the two times)']],
  ])('%s', async (_what, answer, lines) => {
    expect(await query(answer)).toEqual({ lines, notes: [], code: 0 });
  });

  it('a table as a table', async () => {
    expect((await query(table, '--type', 'table')).lines).toEqual([
      'Time                  Host  V (ms)',
      '────────────────────  ────  ──────',
      '2024-05-01T06:00:00Z  x        1.7',
      '2024-05-01T06:00:00Z  y       null',
    ]);
  });
});

describe('query --format chart', () => {
  it('a series with a gap, whose neighbours stand alone', async () => {
    const { lines, notes } = await query(gaps, '--format', 'chart');
    expect(notes).toEqual([]);
    expect(lines).toEqual([
      '2.5 ┤                                               ⠁',
      ...['', '', '', ''].map(() => '    │'),
      '  2 ┤',
      ...['', '', '', ''].map(() => '    │'),
      '1.5 ┤',
      ...['', '', ''].map(() => '    │'),
      '  1 ┤⡀',
      axis,
      times,
      ' ━ a  min 1  max 2.5  last 2.5',
    ]);
  });

  it('a table as series, and that one of them has no value', async () => {
    const { lines } = await query(table, '--format', 'chart');
    expect(lines.slice(-4)).toEqual([
      axis,
      times,
      ' a V {Host=x} (ms)  min 1.7  max 1.7  last 1.7',
      ' b V {Host=y} (ms)  min   -  max   -  last   -',
    ]);
    expect(lines.filter((line) => line.endsWith('┤a'))).toEqual(['1.7 ┤a']);
  });

  it.each([
    ['a series without points', noPoints, ['(no values between the two times)', ' ━ A on x (bytes)  min -  max -  last -']], // prettier-ignore
    ['a frame', frame, expect.arrayContaining([' ━ v  min 1  max 1  last 1'])],
    ['an empty array', { body: [] }, ['(no data between the two times)']],
  ])('%s', async (_what, answer, lines) => {
    expect(await query(answer, '--format', 'chart')).toEqual({ lines, notes: [], code: 0 });
  });

  it('says why there is none of what has no times, and shows the table', async () => {
    const note = 'Nothing to plot: the answer has no column of numbers with a column of times. As a table:';
    const { lines, notes, code } = await query(values, '--format', 'chart');
    expect({ lines, notes, code }).toEqual({ lines: ['  n', '───', '3.7'], notes: [note], code: 0 });
  });
});

describe('query --format json', () => {
  it.each([
    ['a series with a gap', gaps, [{ Time: [start, start + 30_000, start + 60_000], Value: [1, null, 2.5] }]],
    ['a series without points', noPoints, [{ Time: [], Value: [] }]],
    ['a table as series', table, [{ Time: [start], Value: [1.7] }, { Time: [start], Value: [null] }]], // prettier-ignore
    ['a table with "values"', values, [{ n: [3.7] }]],
    ['a frame', frame, [{ Time: [start], Value: [1] }]],
    ["a frame as Grafana's own servers write it", wireFrame, [{ v: [1, 2] }]],
    ['an empty body', { body: '' }, [{}]],
    ['an empty array', { body: [] }, [{}]],
  ])('%s', async (_what, answer, fields) => {
    const printed = await query(answer, '--format', 'json');
    expect(fieldsIn(printed)).toEqual(fields);
    expect(printed.lines.filter((line) => line.trim() === '')).toEqual([]);
  });
});

describe('query, when the server fails', () => {
  it.each([
    [
      { status: 400, body: { message: 'column City unknown' } },
      'error: POST /query: HOST answers with status 400 and says: column City unknown',
    ],
    [
      { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>502 Bad Gateway</html>' },
      "error: POST /query: HOST answers with status 502 and says: 502 Bad Gateway (the fault is the server's; its log should tell)",
    ],
  ])('says what the server said: $status', async (answer, note) => {
    expect(await query(answer)).toEqual({ lines: [], notes: [note], code: 1 });
  });

  it('shows what could be read, and names what could not', async () => {
    const { lines, notes, code } = await query({ body: [{ target: 'a', datapoints: [[1, start], 'abc'] }] });
    expect(lines.at(-1)).toBe('2024-05-01T06:00:00Z  1');
    expect(notes).toEqual(['warning: result[0].datapoints[1]: expected [value, time], got "abc"']);
    expect(code).toBe(0);
  });
});
