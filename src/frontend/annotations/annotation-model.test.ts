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

const kind = { kind: 'DataQuery', version: 'v0', group: 'x' };
const read = { refId: 'Anno', queryType: 'annotations', target: 'deploy' };

/** Whatever an annotation was saved as, and where in it the query is. */
const forms: readonly (readonly [what: string, saved: object, read: object])[] = [
  ['a new one', base, { ...base, target: { refId: 'Anno', queryType: 'annotations' } }],
  ['the old text', { ...base, query: 'deploy' }, { ...base, target: read }],
  ['an empty old text', { ...base, query: '' }, { ...base, target: { ...read, target: '' } }],
  [
    'the old text beside an empty target',
    { ...base, query: 'deploy', target: { refId: 'Anno' } },
    { ...base, target: read },
  ],
  [
    'a target without a type',
    { ...base, target: { target: 'deploy', refId: 'X' } },
    { ...base, target: { ...read, refId: 'X' } },
  ],
  [
    'a target with nothing but its name',
    { ...base, target: { refId: 'X' } },
    { ...base, target: { refId: 'X', queryType: 'annotations' } },
  ],
  ['a target within a target', { ...base, target: { target: { target: 'deploy' } } }, { ...base, target: read }],
  ['what Grafana 12 made of the old text', { ...base, query: { spec: read }, target: read }, { ...base, target: read }],
  ['what Grafana 12 made of the old text, alone', { ...base, query: { spec: read } }, { ...base, target: read }],
  [
    "a new one of Grafana's second schema",
    { ...base, query: { ...kind, spec: {} } },
    {
      ...base,
      target: { refId: 'Anno', queryType: 'annotations' },
      query: { ...kind, spec: { refId: 'Anno', queryType: 'annotations' } },
    },
  ],
  [
    "one of Grafana's second schema, edited since",
    { ...base, query: { ...kind, spec: { ...read, target: 'new' } }, target: read },
    { ...base, query: { ...kind, spec: { ...read, target: 'new' } }, target: { ...read, target: 'new' } },
  ],
  [
    "the old text in Grafana's second schema",
    { ...base, query: { ...kind, spec: {} }, legacyOptions: { query: 'deploy', hue: 1 } },
    { ...base, query: { ...kind, spec: read }, target: read, legacyOptions: { hue: 1 } },
  ],
];

describe('readAnnotation, which Grafana asks again until it gets the very object that it gave', () => {
  it.each(forms)('%s: once, then the very object', (_what, saved, expected) => {
    const once = readAnnotation(saved);
    expect(once).toEqual(expected);
    expect(readAnnotation(once)).toBe(once);
  });

  it('returns the very object from the first time when there is nothing to change', () => {
    const saved = { ...base, target: { target: 'deploy', queryType: 'annotations', refId: 'Anno' }, mappings: {} };
    expect(readAnnotation(saved)).toBe(saved);
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
