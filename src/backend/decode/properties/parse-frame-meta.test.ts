import { describe, expect, it } from '@jest/globals';
import { parseFrameMeta } from './parse-frame-meta.ts';
import { createProblemList } from '../json/problem-list.ts';

function parse(value: unknown): { meta: unknown; problems: readonly string[] } {
  const problems = createProblemList();
  return { meta: parseFrameMeta(value, 'meta', problems), problems: problems.texts() };
}

describe('parseFrameMeta', () => {
  it.each([
    { type: 'timeseries-wide', typeVersion: [0, 1] },
    { custom: { anything: [1, { a: null }] } },
    {
      stats: [
        { displayName: 'rows', value: 7, unit: 'short' },
        { displayName: 'hits', value: 0 },
      ],
    },
    {
      notices: [
        { severity: 'info', text: 'a' },
        { severity: 'warning', text: '' },
        { severity: 'error', text: 'c' },
      ],
    },
    { preferredVisualisationType: 'logs', executedQueryString: 'q', dataTopic: 'annotations' },
  ])('takes %j as it is', (meta) => {
    expect(parse(meta)).toEqual({ meta, problems: [] });
  });

  it.each<[key: string, words: readonly string[]]>([
    [
      'type',
      [
        ...['timeseries-wide', 'timeseries-long', 'timeseries-multi'],
        ...['numeric-wide', 'numeric-long', 'numeric-multi', 'log-lines', 'table'],
      ],
    ],
    ['preferredVisualisationType', ['graph', 'table', 'logs', 'trace', 'nodeGraph', 'flamegraph']],
  ])('takes every %s that hosts know', (key, words) => {
    expect(words.map((word) => parse({ [key]: word }))).toEqual(
      words.map((word) => ({ meta: { [key]: word }, problems: [] })),
    );
  });

  it.each<[unknown, unknown]>([
    [undefined, undefined],
    [null, undefined],
    [[], undefined],
    [{}, undefined],
    [{ path: 'x', unheardOf: 7, channel: {} }, undefined],
    [{ type: null, custom: null }, undefined],
    [
      { notices: [{ severity: 'info', text: 'a', inspect: 'meta', link: 7 }] },
      { notices: [{ severity: 'info', text: 'a' }] },
    ],
    [{ custom: { id: 9007199254740993n } }, { custom: { id: '9007199254740993' } }],
  ])('reads %p', (value, meta) => {
    expect(parse(value)).toEqual({ meta, problems: [] });
  });

  it.each([
    ['type', 'timeseries'],
    ['typeVersion', '0.1'],
    ['typeVersion', [0]],
    ['typeVersion', [0, 1, 2]],
    ['typeVersion', [0, -1]],
    ['typeVersion', [0, 1.5]],
    ['typeVersion', [0, 65_536]],
    ['custom', 'text'],
    ['stats', {}],
    ['notices', 'text'],
    ['preferredVisualisationType', 'pie'],
    ['executedQueryString', 7],
    ['dataTopic', 'series'],
  ])('leaves out and names %s of %j, which fails a whole frame', (key, value) => {
    const { meta, problems } = parse({ [key]: value, custom: key === 'custom' ? value : {} });
    expect(meta).toEqual(key === 'custom' ? undefined : { custom: {} });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^meta\\.${key}: expected .*, got `))]);
  });

  it.each([
    ['notices', { severity: 'fatal', text: 'a' }],
    ['notices', { severity: 'info' }],
    ['notices', 'text'],
    ['stats', { displayName: 'a' }],
    ['stats', { displayName: 'a', value: 'many' }],
    ['stats', null],
  ])('leaves out and names one of %s: %j', (key, part) => {
    const good = { severity: 'info', text: 'a', displayName: 'a', value: 1 };
    const { meta, problems } = parse({ [key]: [part, good] });
    expect(meta).toEqual({ [key]: [expect.anything()] });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^meta\\.${key}\\[0\\]: expected a `))]);
  });

  it.each([
    ['notices', { severity: 'info', text: 'a' }],
    ['stats', { displayName: 'a', value: 1 }],
  ])('takes a hundred %s, and names that there were more', (key, part) => {
    const { meta, problems } = parse({ [key]: Array<unknown>(101).fill(part) });
    expect(meta).toEqual({ [key]: Array<unknown>(100).fill(part) });
    expect(problems).toEqual([`meta.${key}[100]: expected at most 100 of them, got an array of 101`]);
  });

  it('names what is no object', () => {
    expect(parse('x')).toEqual({ meta: undefined, problems: ['meta: expected an object, got "x"'] });
  });
});
