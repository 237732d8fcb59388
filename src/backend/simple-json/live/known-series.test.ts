import { expect, it } from '@jest/globals';
import { aQuery } from '../../../testing/support/builders.ts';
import { KnownSeries, type SeriesHeader } from './known-series.ts';

const plain: SeriesHeader = { name: 'a', title: undefined, labels: {}, config: {} };

it.each<[string, SeriesHeader]>([
  ['a name', { ...plain, name: 'x'.repeat(300_000) }],
  ['a title', { ...plain, title: 'x'.repeat(300_000) }],
  ['a label', { ...plain, labels: { host: 'x'.repeat(300_000) } }],
  ['options', { ...plain, config: { custom: { text: 'x'.repeat(300_000) } } }],
])('pushes nothing where each packet would repeat %s of 300 000 characters', (_name, header) => {
  const known = new KnownSeries();
  known.add('a', plain, 0);
  expect(known.columns(aQuery())).toHaveLength(1);
  known.add('b', header, 0);
  expect(() => known.columns(aQuery())).toThrow('take more than 262144 characters');
});
