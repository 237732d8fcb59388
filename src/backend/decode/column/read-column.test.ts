import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toPlainField } from '../../../testing/support/plain-answer.ts';
import { createProblemList } from '../json/problem-list.ts';
import { readColumn } from './read-column.ts';

const at = Date.UTC(2024, 4, 1, 6);

interface Read {
  readonly column: readonly [type: unknown, values: readonly unknown[]];
  readonly problems: readonly string[];
}

function read(cells: readonly unknown[], type?: unknown, name = 'c'): Read {
  const problems = createProblemList();
  const column = readColumn(cells, { name, type, path: 'col', cellPath: (row) => `cell[${row}]`, problems });
  const { type: columnType, values } = toPlainField(column);
  return { column: [columnType, values as readonly unknown[]], problems: problems.texts() };
}

describe('a declared column', () => {
  it.each<[string, readonly unknown[], unknown[]]>([
    ['time', [at, null, String(at), '2024-05-01T06:00:00Z', ''], ['time', [at, null, at, at, null]]],
    ['date', ['2024-05-01'], ['time', [Date.UTC(2024, 4, 1)]]],
    ['number', [1, '2.5', null, '', 'NaN', true, '007'], ['float64', [1, 2.5, null, null, null, 1, 7]]],
    ['int64', [9007199254740993n, 1], ['int64', ['9007199254740993', '1']]],
    ['float', [0.5], ['float64', [0.5]]],
    [
      'string',
      ['a', 1.5, true, null, '', '007', { a: 1 }, [1n]],
      ['string', ['a', '1.5', 'true', null, '', '007', '{"a":1}', '[1]']],
    ],
    ['boolean', [true, 'false', 1, '0', null, 'TRUE'], ['boolean', [true, false, true, false, null, true]]],
    ['Number', ['1'], ['float64', [1]]],
    ['time', [], ['time', []]],
    ['number', [null, null], ['float64', [null, null]]],
  ])('of type %s reads %p', (type, cells, expected) => {
    expect(read(cells, type)).toEqual({ column: expected, problems: [] });
  });

  it.each<[string, unknown, string, unknown]>([
    ['number', 'abc', 'a number', 1],
    ['number', { a: 1 }, 'a number', 1],
    ['time', 'soon', 'a time', at],
    ['time', true, 'a time', at],
    ['boolean', 2, 'true or false', true],
    ['boolean', 'yes', 'true or false', true],
  ])('of type %s has null for %p beside a cell that fits, and says so', (type, cell, expected, good) => {
    const { column, problems } = read([good, cell], type);
    expect(column).toEqual([expect.anything(), [good, null]]);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^cell\\[1\\]: expected ${expected}, got `))]);
  });

  it.each<[string, readonly unknown[], readonly unknown[], string]>([
    ['number', ['up', null, 'down'], ['up', null, 'down'], 'a number, as its type says, got "up"'],
    ['time', ['Monday'], ['Monday'], 'a time, as its type says, got "Monday"'],
    ['boolean', [3.5], ['3.5'], 'true or false, as its type says, got 3.5'],
  ])('of type %s is text when not one of %p fits, and says so once', (type, cells, expected, problem) => {
    expect(read(cells, type)).toEqual({ column: ['string', expected], problems: [`col: expected ${problem}`] });
  });

  it('reports what a double rounds and what no host can hold', () => {
    expect(read([9007199254740993n, 0.5], 'number').problems).toHaveLength(1);
    expect(read(['0001-01-01T00:00:00Z'], 'time').problems).toEqual([
      'col: expected times from 1677 to 2262, got -62135596800000',
    ]);
  });
});

describe('an undeclared column', () => {
  it.each<[string, readonly unknown[], unknown[]]>([
    ['numbers', [1, null, 2.5], ['float64', [1, null, 2.5]]],
    ['numeric texts', ['1', '2.50', ''], ['float64', [1, 2.5, null]]],
    ['numbers and numeric texts', [1, '2'], ['float64', [1, 2]]],
    ['long integers', [9007199254740993n, 1], ['int64', ['9007199254740993', '1']]],
    ['integers longer than 64 bits', [2n ** 64n, 1], ['string', ['18446744073709551616', '1']]],
    ['texts of such integers', ['18446744073709551616'], ['string', ['18446744073709551616']]],
    ['texts with leading zeros', ['007', '1'], ['string', ['007', '1']]],
    ['texts that only look like numbers', ['1e5', ' 1', '+1'], ['string', ['1e5', ' 1', '+1']]],
    ['booleans', [true, false, null], ['boolean', [true, false, null]]],
    ['boolean texts', ['true', 'FALSE'], ['boolean', [true, false]]],
    ['booleans and numbers', [true, 1], ['string', ['true', '1']]],
    ['texts', ['a', '', null], ['string', ['a', '', null]]],
    ['empty texts', ['', null], ['string', ['', null]]],
    ['texts and numbers', [1.5, 'a', null, true], ['string', ['1.5', 'a', null, 'true']]],
    ['full times', ['2024-05-01T06:00:00Z', null], ['time', [at, null]]],
    [
      'times without an offset',
      ['2024-05-01T06:00:00', '2024-05-01 06:00', '2024-05-01 06:00:00.500', null],
      ['time', [at, at, at + 500, null]],
    ],
    ['times with and without an offset', ['2024-05-01T06:00:00Z', '2024-05-01 06:00:00'], ['time', [at, at]]],
    ['times and another text', ['2024-05-01 06:00:00', 'never'], ['string', ['2024-05-01 06:00:00', 'never']]],
    ['times of no day', ['2024-02-30 06:00:00'], ['string', ['2024-02-30 06:00:00']]],
    ['dates', ['2024-05-01'], ['string', ['2024-05-01']]],
    ['objects and arrays', [{ a: 1n }, null, [1]], ['json', ['{"a":1}', null, '[1]']]],
    ['objects and texts', [{ a: 1 }, 'x'], ['string', ['{"a":1}', 'x']]],
    ['nulls', [null, undefined], ['float64', [null, null]]],
    ['nothing', [], ['float64', []]],
  ])('of %s', (_name, cells, expected) => {
    expect(read(cells)).toEqual({ column: expected, problems: [] });
    expect(read(cells, 'other')).toEqual({ column: expected, problems: [] });
    expect(read(cells, 'no such type')).toEqual({ column: expected, problems: [] });
    expect(read(cells, 7)).toEqual({ column: expected, problems: [] });
  });

  it.each<[string, readonly unknown[], unknown[]]>([
    ['time', [at / 1e3, null], ['time', [at, null]]],
    ['Time', ['2024-05-01'], ['time', [Date.UTC(2024, 4, 1)]]],
    ['date', [at], ['time', [at]]],
    ['Date', ['Monday', at], ['string', ['Monday', String(at)]]],
    ['time', ['12 ms'], ['string', ['12 ms']]],
    ['timer', [1], ['float64', [1]]],
    ['timestamp', [at, null, String(at)], ['time', [at, null, at]]],
    ['Time_Stamp', [at / 1e3, ''], ['time', [at, null]]],
    ['@timestamp', [BigInt(at) * 1_000_000n], ['time', [at]]],
    ['timestampMs', [at], ['time', [at]]],
    ['ts', [at / 1e3], ['time', [at]]],
    ['t', [at], ['time', [at]]],
    ['t', [21.5, 22], ['float64', [21.5, 22]]],
    ['timestamp', [at, 5], ['float64', [at, 5]]],
    ['timestamp', [null], ['float64', [null]]],
    ['epoch', [1, 2, 3], ['float64', [1, 2, 3]]],
    ['value', [at], ['float64', [at]]],
    ['Time', [], ['time', []]],
  ])('called %s with %p', (name, cells, expected) => {
    expect(read(cells, undefined, name)).toEqual({ column: expected, problems: [] });
  });

  it('keeps a null for what is nested too deeply to be written', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(read([deep, [1]]).column).toEqual(['json', [null, '[1]']]);
  });
});

describe('any cells under any type', () => {
  it('make a column as long as they are', () => {
    const type = fc.constantFrom('time', 'number', 'string', 'boolean', 'other', undefined);
    const cell = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.bigInt(),
      fc.constantFrom('2024-05-01', 'true', '12', 'NaN'),
    );
    fc.assert(
      fc.property(fc.array(cell), type, (cells, declared) => {
        expect(read(cells, declared).column[1]).toHaveLength(cells.length);
      }),
      { numRuns: 1000 },
    );
  });
});
