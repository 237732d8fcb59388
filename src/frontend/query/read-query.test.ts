import { describe, expect, it } from '@jest/globals';

import { readQuery } from './read-query.ts';
import { payloadKey, payloadOf, targetOf } from './saved-query.ts';

/** What each of the plugins saved in dashboards. */
const models: readonly (readonly [plugin: string, saved: unknown, target: string, payload: unknown])[] = [
  ['Simple JSON', { refId: 'A', target: 'upper_25', type: 'timeserie' }, 'upper_25', undefined],
  ['Simple JSON, not filled in', { refId: 'A', target: 'select metric', type: 'timeserie' }, '', undefined],
  ['Simple JSON with a number for a target', { refId: 'A', target: 7 }, '7', undefined],
  ['its Go successor', { refId: 'A', target: 'up', type: 'table', rawQuery: true, hide: false }, 'up', undefined],
  ['JSON 0.2', { refId: 'A', target: 'up', type: 'timeseries', data: '{"a":1}' }, 'up', '{"a":1}'],
  ['JSON 0.3', { refId: 'A', target: 'up', payload: '{"a":1}' }, 'up', '{"a":1}'],
  ['JSON 0.6', { refId: 'A', target: 'up', payload: { a: 1 }, editorMode: 'builder' }, 'up', { a: 1 }],
  ['an annotation of JSON 0.3', { refId: 'A', target: { refId: 'A', target: 'up', payload: '{}' } }, 'up', '{}'],
  [
    'the JSON API plugin',
    { refId: 'A', method: 'POST', urlPath: '/query', body: '{"targets":[{"target":"up","payload":{"a":1}}]}' },
    'up',
    { a: 1 },
  ],
  [
    'Infinity',
    { refId: 'A', type: 'json', url: '/query', url_options: { data: '{"targets":[{"target":"up"}]}' } },
    'up',
    undefined,
  ],
  ['a bare text', 'up', 'up', undefined],
  ['nothing', null, '', undefined],
];

describe('readQuery', () => {
  it.each(models)('reads what %s saved', (_plugin, saved, target, payload) => {
    const query = readQuery(saved);
    expect(query.refId).toBe('A');
    expect(targetOf(query)).toBe(target);
    expect(payloadOf(query)).toEqual(payload);
  });

  it.each(models)('returns the very object when what %s saved has been read before', (_plugin, saved) => {
    const query = readQuery(saved);
    expect(readQuery(query)).toBe(query);
  });

  it('returns a saved query of this plugin as it is', () => {
    const query = { refId: 'A', target: 'up', type: 'timeserie', payload: { a: [1] } };
    expect(readQuery(query)).toBe(query);
  });

  it('keeps what only the server knows', () => {
    expect(readQuery({ refId: 'B', target: 'up', editorMode: 'code', custom: [1] })).toEqual({
      refId: 'B',
      target: 'up',
      editorMode: 'code',
      custom: [1],
    });
  });

  it('drops what belonged to one request', () => {
    expect(readQuery({ refId: 'A', carried: { panelId: 1 } })).toEqual({ refId: 'A' });
  });

  it('keeps a payload under the name it was saved with', () => {
    expect(payloadKey(readQuery({ refId: 'A', data: '{}' }))).toBe('data');
    expect(payloadKey(readQuery({ refId: 'A', payload: {} }))).toBe('payload');
    expect(payloadKey(readQuery({ refId: 'A' }))).toBe('payload');
  });
});
