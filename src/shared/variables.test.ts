import { describe, expect, it } from '@jest/globals';
import { isVariable, replaceVariables, variableAt } from './variables.ts';

describe('variableAt', () => {
  it.each([
    ['$name', '$name', 'name'],
    ['$name.more', '$name', 'name'],
    ['${name}', '${name}', 'name'],
    ['${name:csv} more', '${name:csv}', 'name:csv'],
    ['[[name:csv]]', '[[name:csv]]', 'name:csv'],
  ])('finds one in %s', (text, whole, inside) => {
    expect(variableAt(text, 0)).toEqual({ whole, inside, end: whole.length });
  });

  it.each(['', '$', '$ a', '${', '${}', '${a', '${a${b}', '[[', '[[]]', '[[a]', '[[a[[b]]', 'name', '[a]'])(
    'finds none at the beginning of %j',
    (text) => {
      expect(variableAt(text, 0)).toBeUndefined();
    },
  );
});

describe('isVariable', () => {
  it.each([
    ['${name}', true],
    ['$name', true],
    ['$name ', false],
    [' $name', false],
    ['', false],
  ])('%j: %j', (text, expected) => {
    expect(isVariable(text)).toBe(expected);
  });
});

describe('replaceVariables', () => {
  it('replaces those that have a replacement, and leaves the rest of the text as it is', () => {
    const replaced = replaceVariables('$a ${b:x} [[c]] $d ${e', ({ inside }) =>
      inside === 'd' ? undefined : `<${inside}>`,
    );
    expect(replaced).toBe('<a> <b:x> <c> $d ${e');
  });

  it('reads each character of a text that opens ever new brackets a few times only', () => {
    let calls = 0;
    const text = '${__a:'.repeat(50_000) + '[['.repeat(50_000) + '$x'.repeat(50_000);
    replaceVariables(text, () => {
      calls++;
      return undefined;
    });
    expect(calls).toBe(50_000);
  });
});
