import { describe, expect, it } from '@jest/globals';
import { createFill, type VariableValue } from './fill-variables.ts';

const fill = createFill(
  new Map<string, VariableValue>([
    ['one', 'a.b'],
    ['two', ["x'", 'y"']],
    ['only', ['z']],
  ]),
);

describe('createFill', () => {
  it.each([
    ['$one and [[only]]', 'a.b and z'],
    ['${two}', `{x',y"}`],
    ['${two:csv}', `x',y"`],
    ['${two:pipe}', `x'|y"`],
    ['${one:regex} ${two:regex} ${only:regex}', String.raw`a\.b (x'|y") z`],
    ['${two:json} ${one:json}', String.raw`["x'","y\""] "a.b"`],
    ['${two:singlequote}', String.raw`'x\'','y"'`],
    ['${two:doublequote}', String.raw`"x'","y\""`],
    ['${two:sqlstring}', `'x''','y"'`],
    ['${one.text:text}', 'a.b'],
    ['${two:percentencode}', encodeURIComponent(`{x',y"}`)],
    ['${one:constructor}', 'a.b'],
    ['$nobody ${nobody:csv} $ 5$', '$nobody ${nobody:csv} $ 5$'],
    ['$__interval', '$__interval'],
  ])('fills in %s', (text, filled) => {
    expect(fill.text(text)).toBe(filled);
  });

  it('takes the format it is given, unless one is written', () => {
    expect(fill.text('$one ${one:raw}', 'regex')).toBe(String.raw`a\.b a.b`);
  });

  it('gives the value of a variable alone', () => {
    expect([fill.value('$two'), fill.value('${two:csv}'), fill.value('$nobody')]).toEqual([
      ["x'", 'y"'],
      `x',y"`,
      '$nobody',
    ]);
  });
});
