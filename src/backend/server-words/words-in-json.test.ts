import { describe, expect, it } from '@jest/globals';
import { wordsInJson } from './words-in-json.ts';

describe('wordsInJson', () => {
  it.each<[string, unknown, string | undefined]>([
    ['a text', 'out of order', 'out of order'],
    ['a message', { message: ' no such metric ' }, 'no such metric'],
    [
      'ASP.NET, ModelState',
      { Message: 'Invalid.', ModelState: { 'q.Range': ['required'] } },
      'Invalid.; q.Range: required',
    ],
    [
      'Rails',
      { status: 500, error: 'Internal Server Error', exception: '#<KeyError: no panel>' },
      'Internal Server Error: #<KeyError: no panel>',
    ],
    ['Laravel', { message: 'db is down', exception: 'App\\QueryException' }, 'db is down'],
    ['Micronaut', { message: 'Bad Request', _embedded: { errors: [{ message: 'no body' }] } }, 'Bad Request; no body'],
    ['Joi', { message: 'Failed', validation: { body: { message: '"x" is required' } } }, 'Failed; "x" is required'],
    ['Quarkus', { details: 'Error id 1, db is down', stack: '' }, 'Error id 1, db is down'],
    ['Vert.x', { failureCode: 7, failureMessage: 'db is down' }, 'db is down'],
    ['an empty message beside an error', { message: '', error: 'the other one' }, 'the other one'],
    ['the message before the name of the status', { error: 'Bad Request', message: 'no target' }, 'no target'],
    ['an object for an error', { error: { code: 7, message: 'quota' } }, 'quota'],
    ['an error in an error in an error', { error: { error: { error: { msg: 'deep' } } } }, 'deep'],
    [
      'C#',
      { Message: 'An error has occurred.', ExceptionMessage: 'table is locked' },
      'An error has occurred. table is locked',
    ],
    ['OAuth', { error: 'invalid_token', error_description: 'it expired' }, 'invalid_token: it expired'],
    [
      'RFC 9457',
      { title: 'Out of credit', detail: 'the balance is 30', status: 403 },
      'Out of credit: the balance is 30',
    ],
    ['GraphQL', { errors: [{ message: 'first', path: ['a', 0] }, { message: 'second' }] }, 'a.0: first; second'],
    ['texts', { errors: ['first', 'second', 'first'] }, 'first; second'],
    [
      'FastAPI',
      {
        detail: [
          { loc: ['body', 'targets', 0, 'target'], msg: 'field required', type: 'value_error.missing' },
          { loc: ['body', 'range'], msg: 'none is not an allowed value', type: 'type_error' },
        ],
      },
      'body.targets.0.target: field required; body.range: none is not an allowed value',
    ],
    [
      'ASP.NET',
      {
        title: 'One or more validation errors occurred.',
        status: 400,
        errors: { '$.range': ['not a date'], Name: ['required', 'too short'] },
      },
      'One or more validation errors occurred.; $.range: not a date; Name: required; Name: too short',
    ],
    [
      'Spring',
      {
        status: 400,
        error: 'Bad Request',
        message: 'Validation failed',
        errors: [{ field: 'range', defaultMessage: 'must not be null' }],
      },
      'Validation failed; range: must not be null',
    ],
    [
      'Django',
      { range: ['This field is required.'], description: ['too long'] },
      'range: This field is required.; description: too long',
    ],
    [
      'a field called like one of ours',
      { errors: { title: ['is taken'], host: ['unknown'] } },
      'title: is taken; host: unknown',
    ],
    [
      'RFC 7807 parameters',
      { title: 'Invalid', 'invalid-params': [{ name: 'age', reason: 'must be positive' }] },
      'Invalid; age: must be positive',
    ],
    [
      'Elasticsearch',
      {
        error: { root_cause: [{ type: 'x', reason: 'no such index [a]' }], type: 'x', reason: 'all shards failed' },
        status: 404,
      },
      'all shards failed: no such index [a]',
    ],
    [
      'Google',
      { error: { code: 403, message: 'denied', errors: [{ message: 'denied', domain: 'global' }] } },
      'denied',
    ],
    ['an array', [{ error: 'first' }, { error: 'second' }], 'first; second'],
    ['a wrapped one', { meta: { status: { message: 'in the meta' } }, data: null }, 'in the meta'],
    ['numbers', { code: 7, error: 1 }, undefined],
    ['nothing', null, undefined],
    ['blanks', { message: ' ', errors: [] }, undefined],
  ])('%s', (_title, value, words) => {
    expect(wordsInJson(value)).toBe(words);
  });

  it('reads no more of a wide and deep one than a person would', () => {
    let value: unknown = 'x';
    for (let depth = 0; depth < 3; depth += 1) value = { errors: Array.from({ length: 30 }, () => value) };
    expect(wordsInJson(value)).toBe('x');
    const many = Array.from({ length: 1000 }, (_, i) => `error ${i}.`);
    expect(wordsInJson({ errors: many })?.split('; ')).toHaveLength(20);
  });
});
