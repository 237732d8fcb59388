import { describe, expect, it } from '@jest/globals';
import { holdsQuestion, targetOf, unsetTarget } from './saved-question.ts';

describe('holdsQuestion', () => {
  it.each([
    ['a metric', { target: 'cpu' }, true],
    ['a number as metric, as old dashboards have', { target: 0 }, true],
    ['nothing', {}, false],
    ['blanks', { target: '  ', payload: ' ' }, false],
    ["the original plugins' text for no metric", { target: unsetTarget }, false],
    ['a metric that is no text', { target: { name: 'cpu' } }, false],
    ['a payload', { payload: { host: 'a' } }, true],
    ['a payload as text', { payload: '{"host": "a"}' }, true],
    ['an empty payload', { payload: {} }, false],
    ['an empty list', { payload: [] }, false],
    ['a payload under its earlier name', { data: { host: 'a' } }, true],
    ['an empty payload beside one under the earlier name', { payload: '', data: { host: 'a' } }, true],
    ['null', { target: null, payload: null, data: null }, false],
  ])('%s', (_what, query, expected) => {
    expect(holdsQuestion(query)).toBe(expected);
  });
});

describe('targetOf', () => {
  it.each([
    ['cpu', 'cpu'],
    [7, '7'],
    [unsetTarget, ''],
    [undefined, ''],
    [{}, ''],
  ])('%j: %j', (target, expected) => {
    expect(targetOf({ target })).toBe(expected);
  });
});
