import { describe, expect, it } from '@jest/globals';
import { fillInAlias } from './fill-in-alias.ts';

const series = { name: 'cpu', title: undefined, labels: { host: 'web-1', 'a b': 'x', name: 'own' } };

describe('fillInAlias', () => {
  it.each([
    ['{{host}} {{ host }} $host ${host}', 'web-1 web-1 web-1 web-1'],
    ['{{a b}} {{missing}}|$missing ${missing}', 'x |$missing ${missing}'],
    ['$target {{name}} $title', 'asked own $title'],
    ['{{{host}}} {{}} {{ }}', '{web-1} {{}} '],
    ['{{host ${a b} $ {{a{{host}}', '{{host ${a b} $ {{aweb-1'],
    ['{{constructor}}$toString', undefined],
    ['({{missing}})', undefined],
    ['({{missing}}) {{host}}', '() web-1'],
  ])('fills in %s', (alias, expected) => {
    expect(fillInAlias(alias, series, 'asked')).toBe(expected);
  });

  it('ends a name that labels would make very long', () => {
    const long = { ...series, labels: { host: 'x'.repeat(1_000_000) } };
    expect(fillInAlias('{{host}}'.repeat(100), long, 'asked')).toHaveLength(1001);
  });
});
