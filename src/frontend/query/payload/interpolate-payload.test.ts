import { describe, expect, it } from '@jest/globals';

import { fakeTemplateSrv } from '../../../testing/grafana/fake-template-srv.ts';
import { interpolatePayload } from './interpolate-payload.ts';
import { createVariableFill } from '../variables/variable-fill.ts';

const templates = fakeTemplateSrv([
  { name: 'host', value: 'db-1' },
  { name: 'hosts', value: ['a', 'b'] },
  { name: 'only', value: ['a'] },
  { name: 'quoted', value: 'say "hi"\\' },
  { name: 'limit', value: '5' },
  { name: 'yes', value: 'true' },
  { name: 'object', value: '{"x":[1]}' },
  { name: 'every', customAll: '.*' },
]);
const fill = createVariableFill(templates, { __interval_ms: { text: '30000', value: 30000 } });

describe('interpolatePayload', () => {
  it.each<[what: string, payload: unknown, filled: unknown]>([
    ['a value in place of its name', '{"host":"$host"}', { host: 'db-1' }],
    ['a list', '{"hosts":"$hosts"}', { hosts: ['a', 'b'] }],
    ['a list of one stays a list', '{"hosts":"$only"}', { hosts: ['a'] }],
    ['braces and brackets', '{"a":"${hosts}","b":"[[hosts]]"}', { a: ['a', 'b'], b: ['a', 'b'] }],
    ['quotes and backslashes in a value', '{"text":"$quoted"}', { text: 'say "hi"\\' }],
    ['quotes inside a longer text', '{"text":"<$quoted>"}', { text: '<say "hi"\\>' }],
    ['a list inside a longer text', '{"text":"on $hosts"}', { text: 'on {a,b}' }],
    ['the format that is written', '{"text":"${hosts:csv}"}', { text: 'a,b' }],
    ['a custom "All"', '{"text":"$every"}', { text: '.*' }],
    ['a number of Grafana', '{"ms":"$__interval_ms"}', { ms: 30000 }],
    ['a number in quotes stays text', '{"n":"$limit"}', { n: '5' }],
    ['a number without quotes', '{"n":$limit}', { n: 5 }],
    ['true without quotes', '{"n": ${yes} }', { n: true }],
    ['a list without quotes', '{"n":$hosts}', { n: ['a', 'b'] }],
    ['text without quotes', '{"n":$host}', { n: 'db-1' }],
    ['JSON without quotes', '$object', { x: [1] }],
    ['no variable in a string beside', '{"price":"5 $", "n":$limit}', { price: '5 $', n: 5 }],
    ['an unknown variable stays', '{"x":"$nobody","y":"a ${nobody:csv}"}', { x: '$nobody', y: 'a ${nobody:csv}' }],
    ['an unknown variable without quotes', '{"x":$nobody}', { x: '$nobody' }],
    ['keys', '{"$host":1}', { 'db-1': 1 }],
    ['deep inside', '[{"a":[{"b":"$hosts"}]}]', [{ a: [{ b: ['a', 'b'] }] }]],
    ['what is no string', '{"a":null,"b":0,"c":false,"d":""}', { a: null, b: 0, c: false, d: '' }],
    ['a payload saved as JSON', { host: '$host', n: 1 }, { host: 'db-1', n: 1 }],
    ['blank text is no payload', '  \n', undefined],
    ['text that is no JSON stays text', 'SELECT $host', 'SELECT db-1'],
    ['broken JSON stays text', '{"a":', '{"a":'],
  ])('fills in %s', (_what, payload, filled) => {
    expect(interpolatePayload(payload, fill)).toEqual(filled);
  });
});
