import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parse as parseYaml } from 'yaml';

import { type FakeUpstream, startFakeUpstream } from '../../testing/support/fake-upstream.ts';
import { recordOutput } from '../../testing/support/recorded-output.ts';
import { runCommand } from '../commands/run-command.ts';
import { silentLogger } from '../sdk/log/logger.ts';
import { createSimpleJsonPlugin } from '../simple-json/simple-json-plugin.ts';
import { parseCommandLine } from './parse-command-line.ts';

const plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);
const folder = mkdtempSync(path.join(os.tmpdir(), 'model-option-'));
const exampleRules = readFileSync('docs/examples/provisioning/alerting/rules.yaml', 'utf8');

let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});

afterEach(() => {
  upstream.answer('/query', { body: [] });
});

afterAll(async () => {
  await plugin.close();
  await upstream.close();
  rmSync(folder, { recursive: true });
});

async function run(kind: 'alert' | 'query', content: unknown, ...args: readonly string[]) {
  const file = path.join(folder, 'model.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  const before = upstream.bodies('/query').length;
  const output = recordOutput();
  const command = parseCommandLine([kind, '--url', upstream.url, '--model', file, ...args], {});
  if (command.kind === 'serve') throw new Error('expected a command');
  const code = await runCommand(command, {
    output,
    stopped: new AbortController().signal,
    loadPlugin: async () => Promise.resolve(plugin),
  });
  const asked = upstream.bodies('/query').slice(before) as readonly Asked[];
  return { code, lines: output.lines, notes: output.notes.join('\n'), asked };
}

interface Asked {
  readonly range: { readonly from: string; readonly to: string };
  readonly targets: readonly { readonly target: string }[];
}

const series = (...values: readonly (number | null)[]) => [
  { target: 'load', datapoints: values.map((value, i) => [value, 1714543200000 + i * 1000]) },
];

const targetsOf = (asked: readonly Asked[]) => asked.flatMap(({ targets }) => targets.map(({ target }) => target));
const secondsOf = ({ range: { from, to } }: Asked) => (Date.parse(to) - Date.parse(from)) / 1000;

const query = { refId: 'A', target: 'a', type: 'timeserie' };
const entry = { refId: 'A', datasourceUid: 'u', relativeTimeRange: { from: 5400, to: 0 }, model: query };
const expression = (refId: string, model: object) => ({ refId, datasourceUid: '__expr__', model: { refId, ...model } });
const reduce = (reducer: string, settings?: object) =>
  expression('B', { type: 'reduce', expression: '$A', reducer, settings });
const threshold = (type: string, ...params: readonly number[]) =>
  expression('C', { type: 'threshold', expression: 'B', conditions: [{ evaluator: { type, params } }] });
const classic = (...conditions: readonly object[]) =>
  expression('C', { type: 'classic_conditions', conditions, datasource: { uid: '__expr__', type: '__expr__' } });
const when = { evaluator: { type: 'gt', params: [5] }, query: { params: ['A'] }, reducer: { type: 'avg' } };
const rule = (...data: readonly object[]) => ({ title: 'high', condition: 'C', data: [entry, ...data] });
const withoutRange = (part: object) => ({ ...part, relativeTimeRange: undefined });
const plainRule = rule(reduce('mean'), threshold('gt', 5));
const prometheus = { refId: 'A', datasource: { type: 'prometheus', uid: 'p' }, target: 'x', expr: 'up' };

describe.each(['query', 'alert'] as const)('%s --model', (kind) => {
  it.each([
    ['an object of something else', { foo: 1, bar: 2 }, /got an object with "foo", "bar"/],
    ['an empty object', {}, /got an object without fields/],
    ['a list of something else', [{ foo: 1 }, 2], /got a list of 2 .*first being an object with "foo"/],
    ['a text', '"x"', /got a text/],
    ['null', 'null', /got null/],
    ['a dashboard', { panels: [{ targets: [query] }] }, /got a dashboard: use query --dashboard/],
    ['a dashboard of the API', { meta: {}, dashboard: { panels: [] } }, /use query --dashboard/],
    ['a query of another data source', prometheus, /got a query .*of another data source/],
    ['a panel of another', { datasource: { type: 'graphite' }, targets: [{ target: 'x' }] }, /got a panel without/],
    ['a query that names nothing', { refId: 'A', rawQuery: true }, /got an object with "refId", "rawQuery"/],
    ['a rule of expressions', { data: [reduce('last')] }, /got a rule without/],
    ['YAML of something else', 'apiVersion: 1\ndatasources: []', /got an object with "apiVersion", "datasources"/],
    ['neither', '<html>', /expected JSON or YAML in .* got text that is neither an object nor a list/],
    ['a fault in YAML', 'groups:\n  - name: a\n rules: [', /got text with a fault at line 3, column/],
    ['nothing', '', /expected JSON or YAML in .* got nothing/],
  ])('refuses %s, and says what was expected', async (_, content, words) => {
    const { code, lines, notes, asked } = await run(kind, content);
    expect({ code, lines, asked }).toEqual({ code: 1, lines: [], asked: [] });
    expect(notes).toMatch(words);
    expect(notes).toMatch(/expected (?:a saved query|JSON or YAML)/);
  });

  it.each([
    ['a query', query],
    ['a query of a plugin it replaces', { target: { target: 'a' }, datasource: { type: 'simpod-json-datasource' } }],
    ['a list of one', [query]],
    ['a panel', { title: 'x', datasource: { type: 'grafana-simple-json-datasource' }, targets: [query] }],
    ['a panel of several data sources', { datasource: { uid: '-- Mixed --' }, targets: [prometheus, { ...query, datasource: { uid: 'u' } }] }], // prettier-ignore
    ['a hidden query', { ...query, hide: true }],
    ['a rule', plainRule],
    ['its data', plainRule.data],
    ['an entry of its data', entry],
    ['a rule with an expression of Grafana 8', rule({ ...reduce('last'), datasourceUid: '-100' })],
    ['a rule beside another data source', rule({ ...entry, refId: 'D', model: prometheus }, reduce('last'))],
    ['the ruler’s', { expr: '', for: '5m', grafana_alert: { uid: 'x', ...plainRule } }],
    ['a group of the ruler', { name: 'g', interval: '1m', rules: [{ grafana_alert: plainRule }] }],
    ['all of the ruler', { Folder: [{ name: 'g', rules: [{ grafana_alert: plainRule }] }] }],
    ['a list of rules', [plainRule]],
  ])('asks %s', async (_, content) => {
    upstream.answer('/query', { body: series(1) });
    const { code, asked } = await run(kind, content);
    expect({ code, targets: targetsOf(asked) }).toEqual({ code: 0, targets: ['a'] });
  });
});

describe('a file of rules', () => {
  const content: unknown = parseYaml(exampleRules);

  it('is read as it is provisioned', async () => {
    const { code, notes, asked } = await run('query', exampleRules);
    expect({ code, targets: new Set(targetsOf(asked)) }).toEqual({
      code: 0,
      targets: new Set(['cpu load', 'inventory']),
    });
    expect(notes).toContain('query B: the rule "A host has few cores"');
  });

  it('is asked by query, which says whose each query is', async () => {
    const { code, notes, asked } = await run('query', content);
    expect(code).toBe(0);
    expect(new Set(targetsOf(asked))).toEqual(new Set(['cpu load', 'inventory']));
    expect(notes).toContain('query A: the rule "CPU load is high"\nquery B: the rule "A host has few cores"');
  });

  it('is gone through by alert, each rule under its title', async () => {
    upstream.answer('/query', { body: series(9) });
    const { code, lines, asked } = await run('alert', content);
    expect({ code, targets: targetsOf(asked) }).toEqual({ code: 0, targets: ['cpu load', 'inventory'] });
    expect(lines.filter((line) => /^(?:Rule|Normal: |Alerting: )/.test(line))).toEqual([
      'Rule "CPU load is high"',
      'Normal: a rule that fires on more than 80, of the last value of each series (from the rule: the range now-10m to now, the reducer, the threshold)',
      'Rule "A host has few cores"',
      expect.stringMatching(/^Alerting: a rule that fires on less than 10, .*\(from the rule: .*, the threshold\)$/),
    ]);
  });

  it('is a list for programs', async () => {
    const { lines } = await run('alert', content, '--format', 'json');
    expect(JSON.parse(lines.join(''))).toMatchObject([
      {
        title: 'CPU load is high',
        state: 'NoData',
        taken: ['the range now-10m to now', 'the reducer', 'the threshold'],
      },
      { title: 'A host has few cores', state: 'NoData' },
    ]);
  });

  it('may have rules for others, which are named', async () => {
    const other = { title: 'other', data: [{ ...entry, model: prometheus }] };
    const { code, notes, asked } = await run('alert', { groups: [{ rules: [other, plainRule] }] });
    expect({ code, targets: targetsOf(asked) }).toEqual({ code: 0, targets: ['a'] });
    expect(notes).toContain('the rule "other": left out: expected a rule with one query, got no query');
  });
});

describe('alert --model with a rule', () => {
  it.each([
    ['gt', [5], 'more than 5,'],
    ['lt', [5], 'less than 5,'],
    ['within_range', [1, 5], 'more than 1 and less than 5,'],
    ['outside_range', [1, 5], 'more than 5 or less than 1,'],
  ])('reads range, reducer and the threshold %s', async (type, params, words) => {
    upstream.answer('/query', { body: series(2, 4) });
    const { lines, notes, asked } = await run('alert', rule(reduce('mean'), threshold(type, ...params)));
    expect(lines[0]).toContain(`fires on ${words} of the mean`);
    expect(lines[0]).toContain('(from the rule: the range now-1h-30m to now, the reducer, the threshold)');
    expect({ notes, seconds: asked.map(secondsOf) }).toEqual({ notes: '', seconds: [5400] });
  });

  it('reads one classic condition', async () => {
    upstream.answer('/query', { body: series(2, 4) });
    const { lines, notes } = await run('alert', rule(classic(when)));
    expect(lines[0]).toContain('fires on more than 5, of the mean');
    expect(notes).toContain('one state for all series');
  });

  it('takes what the options say instead', async () => {
    upstream.answer('/query', { body: series(2, 4) });
    const options = ['--from', 'now-1m', '--reducer', 'max', '--below', '3'];
    const { lines, asked } = await run('alert', plainRule, ...options);
    expect(lines[0]).toBe('Normal: a rule that fires on less than 3, of the max of each series');
    expect(asked.map(secondsOf)).toEqual([60]);
  });

  const math = expression('C', { type: 'math', expression: '$B > 5' });
  const resample = expression('B', { type: 'resample', expression: 'A' });
  const recovering = expression('C', {
    type: 'threshold',
    expression: 'B',
    conditions: [{ evaluator: { type: 'gt', params: [5] }, unloadEvaluator: { type: 'lt', params: [3] } }],
  });

  it.each([
    ['math', rule(reduce('last'), math), /condition is not read: a math expression; give --above/],
    ['a resampled series', rule(resample, threshold('gt', 5)), /not read: a resample expression; give --above/],
    ['several conditions', rule(classic(when, when)), /not read: 2 conditions; give --above/],
    ['another evaluator', rule(reduce('last'), threshold('gte', 5)), /not read: the evaluator .*"gte"/],
    [
      'a range turned round',
      rule(reduce('last'), threshold('within_range', 5, 1)),
      /not read: the evaluator .*\[5,1\]/,
    ],
    ['a second threshold', rule(reduce('last'), recovering), /not read: a threshold to recover at; give --above/],
    ['another reducer', rule(reduce('stddev'), threshold('gt', 5)), /reducer is not read: "stddev"; give --reducer/],
    ['a mode', rule(reduce('mean', { mode: 'dropNN' }), threshold('gt', 5)), /leaves out what is no number/],
  ])('says that it does not read %s', async (_, content, words) => {
    upstream.answer('/query', { body: series(1) });
    const { code, notes } = await run('alert', content);
    expect({ code, notes }).toEqual({ code: 0, notes: expect.stringMatching(words) });
    expect((await run('alert', content, '--above', '5', '--reducer', 'last')).notes).toBe('');
  });

  it.each([{ from: 60, to: -60 }, { from: 60, to: 60 }, { from: 1.5 }, { from: 'now-1m', to: 'now' }])(
    'asks for the usual range where the rule has %j',
    async (relativeTimeRange) => {
      upstream.answer('/query', { body: series(2, 4) });
      const usual = await run('alert', { ...plainRule, data: plainRule.data.map(withoutRange) });
      const data = plainRule.data.map((part, i) => (i === 0 ? { ...part, relativeTimeRange } : part));
      const { code, lines, asked } = await run('alert', { ...plainRule, data });
      expect(lines[0]).toContain('(from the rule: the reducer, the threshold)');
      expect({ code, seconds: asked.map(secondsOf) }).toEqual({ code: 0, seconds: usual.asked.map(secondsOf) });
    },
  );

  it('asks the query that the condition compares', async () => {
    const second = { ...entry, refId: 'D', model: { refId: 'D', target: 'd' } };
    const { asked } = await run('alert', rule(second, reduce('last'), threshold('gt', 5)));
    expect(targetsOf(asked)).toEqual(['a']);
    const { code, notes } = await run('alert', rule(second, math));
    expect({ code, notes }).toEqual({ code: 1, notes: expect.stringContaining('a rule with one query, got 2') });
  });
});
