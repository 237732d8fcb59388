import { describe, expect, it } from '@jest/globals';

import { fakeTemplateSrv } from '../../testing/grafana/fake-template-srv.ts';
import { createVariableFill } from '../query/variables/variable-fill.ts';
import { fillVariableQuery } from './fill-variable-query.ts';
import { readVariableQuery } from './read-variable-query.ts';

const fill = createVariableFill(fakeTemplateSrv([{ name: 'regions', value: ['eu', 'us'] }]), {});

describe('readVariableQuery', () => {
  it.each([
    ['a text of the original plugins', 'hosts', { query: 'hosts', format: 'string' }],
    [
      'JSON 0.3 and later',
      { query: '{"a":1}', format: 'json', refId: 'X' },
      { query: '{"a":1}', format: 'json', refId: 'X' },
    ],
    ['something else', { query: 5 }, { query: '', format: 'string' }],
    ['nothing', undefined, { query: '', format: 'string' }],
  ])('reads %s', (_what, saved, query) => {
    expect(readVariableQuery(saved)).toMatchObject({ refId: expect.stringMatching(/./), ...query });
  });

  it('returns the very object when it has been read before', () => {
    const query = readVariableQuery('hosts');
    expect(readVariableQuery(query)).toBe(query);
  });
});

describe('fillVariableQuery', () => {
  it.each<[what: string, query: string, format: 'string' | 'json', filled: unknown]>([
    ['a text with the regex format', 'hosts in $regions', 'string', 'hosts in (eu|us)'],
    ['JSON on the tree', '{"region":"$regions"}', 'json', { region: ['eu', 'us'] }],
    ['JSON typed as a text', ' {"region":"$regions"}', 'string', { region: ['eu', 'us'] }],
    ['a text that only looks like JSON', '{$regions}', 'string', '{(eu|us)}'],
    ['nothing', '', 'json', ''],
  ])('fills in %s', (_what, query, format, filled) => {
    expect(fillVariableQuery({ query, format }, fill)).toEqual(filled);
  });
});
