import { describe, expect, it } from '@jest/globals';

import { readAnnotation, toAnnotationQuery } from './annotation-model.ts';

const base = { name: 'Deploys', enable: true, iconColor: 'red', datasource: { uid: 'x' } };

describe('readAnnotation', () => {
  it.each([
    ['the original plugins', { ...base, query: 'deploy' }, { target: 'deploy' }],
    [
      'JSON 0.3 and later',
      { ...base, target: { refId: 'X', target: 'deploy', payload: '{}' } },
      { target: 'deploy', payload: '{}' },
    ],
    [
      'this one',
      { ...base, target: { refId: 'Anno', queryType: 'annotations', target: 'deploy' } },
      { target: 'deploy' },
    ],
    ['nobody yet', base, {}],
  ])('reads what %s saved', (_plugin, saved, query) => {
    const { target, ...rest } = readAnnotation(saved);
    expect(rest).toMatchObject(base);
    expect(target).toMatchObject({ ...query, queryType: 'annotations' });
  });

  it('prefers what has been edited since to the old text', () => {
    const saved = { ...base, query: 'old', target: { refId: 'Anno', target: 'new' } };
    expect(readAnnotation(saved).target?.target).toBe('new');
  });
});

describe('toAnnotationQuery', () => {
  it('says of the annotation what the original plugin said', () => {
    expect(toAnnotationQuery({ ...base, query: 'deploy' })).toEqual({
      refId: 'Anno',
      queryType: 'annotations',
      target: 'deploy',
      annotation: { ...base, query: 'deploy' },
    });
  });

  it('has the whole target for servers without /annotations when there is a payload', () => {
    const saved = { ...base, target: { refId: 'X', target: 'deploy', payload: { a: 1 } } };
    expect(toAnnotationQuery(saved).annotation).toEqual({
      ...base,
      query: 'deploy',
      target: { target: 'deploy', payload: { a: 1 } },
    });
  });

  it('asks for every event where nothing was filled in', () => {
    expect(toAnnotationQuery({}).annotation).toEqual({ name: '', enable: true, query: '' });
  });
});
