import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeJsonBreak, findJsonBreak } from './describe-json-break.ts';

describe('describeJsonBreak', () => {
  it.each([
    ['[1,2', 'it ends after "[1,2"'],
    ['[{"target":"upper_25","datapoints":[[1,', 'it ends after …"\\":\\"upper_25\\",\\"datapoints\\":[[1,"'],
    ['[1]\n<br />\n<b>Warning</b>: mysql', 'behind "[1]", at character 5, comes "<br />\\n<b>Warning</b>: mysql"'],
    ['[1,]', 'behind "[1,", at character 4, comes "]"'],
    ["{'a':1}", 'behind "{", at character 2, comes "\'a\':1}"'],
    ['{"a":1 "b":2}', 'behind "{\\"a\\":1", at character 8, comes "\\"b\\":2}"'],
    ['{"a":undefined}', 'behind "{\\"a\\":", at character 6, comes "undefined}"'],
    ['{"a" 1}', 'behind "{", at character 2, comes "\\"a\\" 1}"'],
    ['["a\nb"]', 'behind "[", at character 2, comes "\\"a\\nb\\"]"'],
    ['["a "b" c"]', 'behind "[\\"a \\""…, at character 6, comes …"b\\" c\\"]"'],
    ['[01]', 'behind "[", at character 2, comes "01]"'],
    ['[1}', 'behind "[1", at character 3, comes "}"'],
    [
      '[1] Traceback (most recent call last)',
      'behind "[1]", at character 5, comes "Traceback (most recent call last)"',
    ],
  ])('%j: %s', (text, words) => {
    expect(describeJsonBreak(text)).toBe(words);
  });

  it('shows no more than a line of it', () => {
    expect(describeJsonBreak(`[1] ${'x'.repeat(10_000)}`).length).toBeLessThan(200);
  });

  it('finds a break exactly where JSON.parse fails', () => {
    const parses = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, cut) => {
        const short = json.slice(0, cut % (json.length + 1));
        for (const text of [json, short, `${json}]`]) {
          const isWhole = text.trim() !== '' && findJsonBreak(text) === text.length && parses(text);
          expect(isWhole).toBe(parses(text));
        }
        expect(findJsonBreak(`${json} x`)).toBe(json.length + 1);
      }),
    );
  });
});
