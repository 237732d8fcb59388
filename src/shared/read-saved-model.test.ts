import { describe, expect, it } from '@jest/globals';
import { readSavedModel } from './read-saved-model.ts';

const asked = { target: 'cpu load', payload: { zone: 'eu' } };
const body = JSON.stringify({ targets: [{ refId: 'X', ...asked }, { target: 'another' }] });

describe('readSavedModel', () => {
  it.each([{ refId: 'A', target: 'cpu', type: 'timeserie' }, { refId: 'A' }, { refId: 'A', target: 5 }])(
    'leaves %j as it is',
    (model) => {
      expect(readSavedModel(model)).toBe(model);
    },
  );

  it('takes a target that is an object apart, whose members win', () => {
    const saved = { refId: 'A', type: 'table', target: { target: 'cpu', type: 'timeserie' } };
    expect(readSavedModel(saved)).toEqual({ refId: 'A', type: 'timeserie', target: 'cpu' });
  });

  it('knows no target within a target', () => {
    expect(readSavedModel({ refId: 'A', target: { target: { target: 'cpu' } } })).toEqual({ refId: 'A' });
  });

  it.each([
    ['the JSON API plugin', { urlPath: '/query', body }],
    ['the JSON API plugin, with parameters', { urlPath: 'api/query?a=1', body }],
    ['Infinity', { url: 'http://metrics.test/query/', url_options: { data: body } }],
  ])('takes the first target of what %s posts to /query', (_, saved) => {
    expect(readSavedModel({ refId: 'A', hide: true, ...saved })).toEqual({ refId: 'A', hide: true, ...asked });
    expect(readSavedModel({ refId: 'A', ...saved })).toEqual({ refId: 'A', ...asked });
  });

  it.each([
    { urlPath: '/search', body },
    { urlPath: '/myquery', body },
    { urlPath: '/query', body: 'no JSON' },
    { urlPath: '/query', body: '{"targets":[]}' },
    { urlPath: '/query', body: '{"targets":["cpu"]}' },
    { urlPath: '/query', body: 'null' },
    { urlPath: 5, body },
  ])('leaves any other request alone: %j', (saved) => {
    const model = { refId: 'A', ...saved };
    expect(readSavedModel(model)).toBe(model);
  });

  it('asks before it parses the text of a request', () => {
    const refuse = (text: string): void => {
      throw new Error(`${text.length} characters`);
    };
    expect(() => readSavedModel({ refId: 'A', urlPath: '/query', body }, refuse)).toThrow(`${body.length} characters`);
    expect(readSavedModel({ refId: 'A', target: 'cpu' }, refuse)).toEqual({ refId: 'A', target: 'cpu' });
  });

  it('reads what it has read before the same way', () => {
    const once = readSavedModel({ refId: 'A', urlPath: '/query', body });
    expect(readSavedModel(once)).toBe(once);
  });
});
