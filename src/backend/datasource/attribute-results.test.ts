import { describe, expect, it } from '@jest/globals';
import { attributeResults } from './attribute-results.ts';
import { aQuery, aSeries } from '../../testing/support/builders.ts';

const a = aQuery({ refId: 'A', target: 'a' });
const b = aQuery({ refId: 'B', target: 'b' });

/** refId -> names of its results. */
function owners(...args: Parameters<typeof attributeResults>): unknown {
  const attribution = attributeResults(...args);
  if (!attribution.attributable) return 'not attributable';
  return Object.fromEntries(
    [...attribution.byRefId].map(([refId, results]) => [refId, results.map(({ target }) => target)]),
  );
}

describe('attributeResults', () => {
  it('gives a single query everything, whatever it is named', () => {
    expect(owners([a], [aSeries({ target: 'x' }), aSeries({ target: 'y' })])).toEqual({ A: ['x', 'y'] });
  });

  it('believes a refId before a name and a name before a position', () => {
    expect(owners([a, b], [aSeries({ target: 'a', refId: 'B' }), aSeries({ target: 'x', refId: 'A' })])).toEqual({
      A: ['x'],
      B: ['a'],
    });
    expect(owners([a, b], [aSeries({ target: 'b' }), aSeries({ target: 'a' })])).toEqual({ A: ['a'], B: ['b'] });
    expect(owners([a, b], [aSeries({ target: 'x' }), aSeries({ target: 'y' })])).toEqual({ A: ['x'], B: ['y'] });
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
    ).toBe('not attributable');
  });

  it('reports what nobody asked for', () => {
    const attribution = attributeResults(
      [a, b],
      ['a', 'b', 'c'].map((target) => aSeries({ target })),
    );
    expect(attribution).toMatchObject({ attributable: true, strangers: [{ target: 'c' }] });
  });
});
