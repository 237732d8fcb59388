import { describe, expect, it } from '@jest/globals';

import { findSchemaProblems, type Schema } from './find-schema-problems.ts';

const schema: Schema = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', pattern: '^[a-z]+$' },
    kind: { enum: ['a', 'b'] },
    on: { type: 'boolean' },
    words: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
  },
};

describe('findSchemaProblems', () => {
  it('finds none in what fits', () => {
    expect(findSchemaProblems({ id: 'x', kind: 'a', on: false, words: ['w'] }, schema)).toEqual([]);
  });

  it.each([
    [[], '$: expected object, got []'],
    [null, '$: expected object, got null'],
    [{}, '$.id: expected, got none'],
    [{ id: 5 }, '$.id: expected string, got 5'],
    [{ id: 'X' }, '$.id: expected text like ^[a-z]+$, got "X"'],
    [{ id: 'x', kind: 'c' }, '$.kind: expected one of ["a","b"], got "c"'],
    [{ id: 'x', on: 'true' }, '$.on: expected boolean, got "true"'],
    [{ id: 'x', words: [] }, '$.words: expected at least 1 elements, got 0'],
    [{ id: 'x', words: ['w', ''] }, '$.words[1]: expected text like any, got ""'],
    [{ id: 'x', other: 1 }, '$.other: not expected'],
  ])('finds what is wrong with %j', (value, problem) => {
    expect(findSchemaProblems(value, schema)).toEqual([problem]);
  });
});
