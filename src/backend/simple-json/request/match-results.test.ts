import { describe, expect, it } from '@jest/globals';
import { runAtOnce } from '../../sdk/turns/steps.ts';
import { matchResults } from './match-results.ts';
import type { DecodedSeries } from '../../decode/answer/decoded-answer.ts';
import type { Query } from '../query/parse-query.ts';
import { aQuery, aSeries } from '../../../testing/support/builders.ts';

const a = aQuery({ refId: 'A', target: 'a' });
const b = aQuery({ refId: 'B', target: 'b' });

/** refId -> names of its results; each result stands where its `position` says, or else after the one before. */
function owners(queries: readonly Query[], given: readonly DecodedSeries[]): unknown {
  const match = runAtOnce(matchResults(queries, placed(given)));
  if (!match.isMatchable) return 'not matchable';
  return Object.fromEntries([...match.byRefId].map(([refId, results]) => [refId, results.map(({ target }) => target)]));
}

function placed(results: readonly DecodedSeries[]): readonly DecodedSeries[] {
  return results.map((result, i) => (result.position === 0 ? { ...result, position: i } : result));
}

describe('matchResults', () => {
  it('gives a single query everything, whatever it is named', () => {
    expect(owners([a], [aSeries({ target: 'x' }), aSeries({ target: 'y' })])).toEqual({ A: ['x', 'y'] });
  });

  it('gives hundreds of thousands of results to queries, by name and by place', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => aSeries({ target: 'a', position: i }));
    expect(runAtOnce(matchResults([a, b], many))).toMatchObject({ isMatchable: true, unmatched: [] });
    const strange = Array.from({ length: 200_000 }, (_, i) => aSeries({ target: `s${String(i)}`, position: i }));
    const left = [aSeries({ target: 'a' }), ...strange].map((result, position) => ({ ...result, position }));
    const match = runAtOnce(matchResults([a, b], left));
    expect(match.isMatchable && match.byRefId.get('B')).toHaveLength(200_000);
  });

  it.each<[string, (i: number) => Partial<DecodedSeries>]>([
    ['refIds', (i) => ({ refId: i % 2 === 0 ? 'A' : 'B' })],
    ['one refId and strange names', (i) => ({ refId: 'A', target: `s${String(i)}` })],
    ['names in other letters', (i) => ({ target: i % 2 === 0 ? 'A' : ' b ' })],
    ['strange names', (i) => ({ target: `s${String(i)}` })],
  ])('lets others go on again and again among thousands of results with %s', (_, nameOf) => {
    const steps = matchResults([a, b], placed(Array.from({ length: 10_000 }, (__, i) => aSeries(nameOf(i)))));
    let pauses = 0;
    while (steps.next().done !== true) pauses++;
    expect(pauses).toBeGreaterThan(300);
  });

  it('takes a name in other letters, or without blanks, for the target it stands for', () => {
    const cpu = aQuery({ refId: 'A', target: 'CPU' });
    const memory = aQuery({ refId: 'B', target: ' Memory ' });
    expect(owners([cpu, memory], [aSeries({ target: 'memory' }), aSeries({ target: 'cpu' })])).toEqual({
      A: ['cpu'],
      B: ['memory'],
    });
    const wrongly = [aSeries({ target: 'memory', refId: 'A' }), aSeries({ target: 'cpu', refId: 'A' })];
    expect(owners([cpu, memory], wrongly)).toEqual({ A: ['cpu'], B: ['memory'] });
    const lower = aQuery({ refId: 'C', target: 'cpu' });
    expect(owners([cpu, lower], [aSeries({ target: 'cpu' }), aSeries({ target: 'CPU' })])).toEqual({
      A: ['CPU'],
      C: ['cpu'],
    });
  });

  it('believes a refId before a position, and a name that is a query’s target before both', () => {
    expect(owners([a, b], [aSeries({ target: 'y', refId: 'B' }), aSeries({ target: 'x', refId: 'A' })])).toEqual({
      A: ['x'],
      B: ['y'],
    });
    expect(owners([a, b], [aSeries({ target: 'a', refId: 'B' }), aSeries({ target: 'b', refId: 'A' })])).toEqual({
      A: ['a'],
      B: ['b'],
    });
    expect(owners([a, b], [aSeries({ target: 'b' }), aSeries({ target: 'a' })])).toEqual({ A: ['a'], B: ['b'] });
    expect(owners([a, b], [aSeries({ target: 'x' }), aSeries({ target: 'y' })])).toEqual({ A: ['x'], B: ['y'] });
  });

  it('takes a refId that stands in every result for none', () => {
    const all = (...targets: string[]) => targets.map((target) => aSeries({ target, refId: 'A' }));
    expect(owners([a, b], all('a', 'b'))).toEqual({ A: ['a'], B: ['b'] });
    expect(owners([a, b], all('a', 'a', 'b'))).toEqual({ A: ['a', 'a'], B: ['b'] });
    expect(owners([a, b], all('x', 'y'))).toBe('not matchable');
    expect(owners([a, b], all('a', 'y'))).toBe('not matchable');
    expect(owners([a, b], all('x'))).toEqual({ A: ['x'], B: [] });
  });

  it('keeps to the refId where two queries have the target', () => {
    const again = aQuery({ refId: 'B', target: 'a' });
    const results = [aSeries({ target: 'a', refId: 'B' }), aSeries({ target: 'a', refId: 'A' })];
    expect(owners([a, again], results)).toEqual({ A: ['a'], B: ['a'] });
  });

  it('gives several results without a name to the only query that has none', () => {
    const results = [aSeries({ target: 'a.1' }), aSeries({ target: 'b' }), aSeries({ target: 'a.2' })];
    expect(owners([a, b], results)).toEqual({ A: ['a.1', 'a.2'], B: ['b'] });
  });

  it('leaves a query empty when nothing is its', () => {
    expect(owners([a, b], [aSeries({ target: 'b' })])).toEqual({ A: [], B: ['b'] });
    expect(owners([a, b], [])).toEqual({ A: [], B: [] });
  });

  it('tells queries of one target apart by order', () => {
    const again = aQuery({ refId: 'B', target: 'a', format: 'table' });
    expect(owners([a, again], [aSeries({ target: 'a' }), aSeries({ target: 'a' })])).toEqual({ A: ['a'], B: ['a'] });
  });

  it.each([
    ['three results of two queries of one target', [a, aQuery({ refId: 'B', target: 'a' })], ['a', 'a', 'a']],
    ['strange names in other numbers', [a, b], ['x', 'y', 'z']],
  ])('refuses to guess: %s', (_name, queries, targets) => {
    expect(
      owners(
        queries,
        targets.map((target) => aSeries({ target })),
      ),
    ).toBe('not matchable');
  });

  describe('where elements were left out', () => {
    const c = aQuery({ refId: 'C', target: 'c' });

    it('goes by the places at which the others stood', () => {
      const results = [aSeries({ target: 'y', position: 1 }), aSeries({ target: 'z', position: 2 })];
      expect(owners([a, b, c], results)).toEqual({ A: [], B: ['y'], C: ['z'] });
    });

    it('tells queries of one target apart by place', () => {
      const again = aQuery({ refId: 'B', target: 'a', format: 'table' });
      expect(owners([a, again], [aSeries({ target: 'a', position: 1 })])).toEqual({ A: [], B: ['a'] });
    });

    it('still believes a name before a place', () => {
      const results = [aSeries({ target: 'a', position: 1 }), aSeries({ target: 'x', position: 2 })];
      expect(owners([a, b, c], results)).toEqual({ A: ['a'], B: [], C: ['x'] });
    });

    it.each([
      ['a place that is no query', [a, b], ['y', 'z']],
      ['the only query without a result, whose element may be the one that is missing', [a, b], ['a', 'z']],
    ])('refuses to guess: %s', (_name, queries, [first, second]) => {
      const results = [aSeries({ target: first }), aSeries({ target: second, position: 2 })];
      expect(owners(queries, results)).toBe('not matchable');
    });
  });

  it('reports what nobody asked for', () => {
    const match = runAtOnce(matchResults([a, b], placed(['a', 'b', 'c'].map((target) => aSeries({ target })))));
    expect(match).toMatchObject({ isMatchable: true, unmatched: [{ target: 'c' }] });
  });
});
