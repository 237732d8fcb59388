import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { createLogBudget } from './log-budget.ts';
import { toLogValue } from './log-value.ts';

describe('toLogValue', () => {
  it.each([
    ['a text', 'grün\n', 'grün\n'],
    ['a number', 1.5, 1.5],
    ['a truth', false, false],
    ['null', null, null],
    ['undefined', undefined, 'undefined'],
    ['NaN', NaN, 'NaN'],
    ['infinity', -Infinity, '-Infinity'],
    ['a BigInt', 2n ** 64n, '18446744073709551616'],
    ['a symbol', Symbol('sign'), 'Symbol(sign)'],
    ['a function', () => 'source code', '[function]'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(NaN), null],
    ['a URL', new URL('http://a/b'), 'http://a/b'],
    ['bytes', Buffer.from('secret'), '[6 bytes]'],
    ['a typed array', new Float64Array(3), '[24 bytes]'],
    ['an array buffer', new ArrayBuffer(5), '[5 bytes]'],
    ['an array', [1, [undefined, 'b']], [1, ['undefined', 'b']]],
    ['an object', { a: 1, b: { c: undefined, d: null } }, { a: 1, b: { d: null } }],
    ['an object without prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    ['a map', new Map([[{}, 1]]), { '[object Object]': 1 }],
    ['a set', new Set(['a']), ['a']],
    ['an object of another realm', runInNewContext(`({ a: [1n] })`), { a: ['1'] }],
  ])('takes %s', (_, value, expected) => {
    expect(toLogValue(value, createLogBudget(1000))).toEqual(expected);
  });

  it('keeps __proto__ a plain key', () => {
    const value = toLogValue(JSON.parse('{"__proto__":{"admin":true}}'), createLogBudget(1000));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"admin":true}}');
  });

  it('is the stack of an error', () => {
    expect(toLogValue(new TypeError('wrong'), createLogBudget(10_000))).toMatch(/^TypeError: wrong\n {4}at /);
  });

  it('names a cycle, but not a value met twice', () => {
    const shared = { a: 1 };
    const value: Record<string, unknown> = { first: shared, second: shared };
    value['self'] = [value];
    expect(toLogValue(value, createLogBudget(1000))).toEqual({ first: shared, second: shared, self: ['[cycle]'] });
  });

  it('goes eight objects deep', () => {
    const deep = Array.from({ length: 20 }).reduce<unknown>((inner) => [inner], 'bottom');
    expect(JSON.stringify(toLogValue(deep, createLogBudget(1000)))).toBe('[[[[[[[["[nested deeper]"]]]]]]]]');
  });

  it('ends when toJSON never does', () => {
    const endless = { toJSON: (): object => ({ toJSON: endless.toJSON }) };
    expect(toLogValue(endless, createLogBudget(1000))).toBe('[nested deeper]');
  });

  it('names what throws and keeps its neighbours', () => {
    const value = {
      before: 1,
      get bad(): never {
        throw new Error('getter');
      },
      worse: {
        toJSON: () => {
          throw new Error('toJSON');
        },
      },
      worst: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('proxy');
          },
        },
      ),
      after: 2,
    };
    expect(toLogValue(value, createLogBudget(10_000))).toEqual({
      before: 1,
      bad: expect.stringMatching(/^Error: getter\n/),
      worse: expect.stringMatching(/^\[unreadable: Error: toJSON\n/),
      worst: expect.stringMatching(/^\[unreadable: Error: proxy\n/),
      after: 2,
    });
  });

  it('cuts texts, keys, arrays and objects to the budget', () => {
    expect(toLogValue('x'.repeat(1000), createLogBudget(100))).toBe(`${'x'.repeat(50)}… [cut, 1000 characters in all]`);
    const items = toLogValue(Array.from({ length: 1000 }).fill('item'), createLogBudget(100));
    expect(items).toHaveLength(14);
    expect(items).toHaveProperty('13', '[cut]');
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key ${i}`, i]));
    const entries = Object.entries(toLogValue(many, createLogBudget(100)) as object);
    expect(entries.length).toBeLessThan(10);
    expect(entries.at(-1)).toEqual(['…', '[cut]']);
  });
});
