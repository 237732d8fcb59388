import { describe, expect, it } from '@jest/globals';
import { isAskable, parseQuery, parseQueryInSteps } from './parse-query.ts';

function parse(model: unknown, given: Partial<Parameters<typeof parseQuery>[0]> = {}): ReturnType<typeof parseQuery> {
  return parseQuery({
    refId: 'A',
    queryType: '',
    maxDataPoints: 100,
    intervalMs: 1000,
    timeRange: { fromEpochMs: 0, toEpochMs: 3_600_000 },
    json: typeof model === 'string' ? model : JSON.stringify(model),
    ...given,
  });
}

describe('parseQuery', () => {
  it('reads what the original plugins saved', () => {
    expect(parse({ refId: 'A', target: 'upper', type: 'timeserie', rawQuery: true })).toMatchObject({
      refId: 'A',
      target: 'upper',
      format: 'timeseries',
      queryType: 'query',
    });
    expect(parse({ target: 'upper', type: 'table' }).format).toBe('table');
    expect(parse({ target: 'upper' }).format).toBe('as sent');
    expect(parse({ target: 5 }).target).toBe('5');
    expect(parse({ queryType: 'search' }).queryType).toBe('search');
    expect(parse({}, { queryType: 'search' }).queryType).toBe('search');
  });

  it.each([
    ['simPod 0.2', { target: 'a', type: 'timeseries', data: '{"x":1}' }, { target: 'a', data: { x: 1 } }],
    [
      'simPod 0.3 and later',
      { target: 'a', payload: '{"x":1}', editorMode: 'code' },
      { target: 'a', payload: { x: 1 } },
    ],
    ['simPod 0.6, builder', { target: 'a', payload: { x: 1 } }, { target: 'a', payload: { x: 1 } }],
    ['simPod annotation', { target: { refId: 'Anno', target: 'a', payload: '' } }, { target: 'a', payload: undefined }],
    [
      'Infinity',
      {
        type: 'json',
        url: '/query',
        url_options: { method: 'POST', data: '{"targets":[{"target":"a","type":"table"}]}' },
      },
      { target: 'a', format: 'table' },
    ],
    ['JSON API', { urlPath: '/query', method: 'POST', body: '{"targets":[{"target":"a"}]}' }, { target: 'a' }],
    ['text that is no JSON', { target: 'a', payload: 'x=1' }, { payload: 'x=1' }],
  ])('reads what %s saved', (_plugin, model, expected) => {
    expect(parse(model)).toMatchObject(expected);
  });

  it('gives alert rules an interval and a number of points a server can use', () => {
    expect(parse({ target: 'a' }, { maxDataPoints: 0, intervalMs: 0 })).toMatchObject({
      maxDataPoints: 1000,
      intervalMs: 3600,
    });
  });

  it.each([
    ['the JSON API plugin', (text: string) => ({ urlPath: '/query', body: text })],
    ['Infinity', (text: string) => ({ url: 'http://metrics.test/query', url_options: { data: text } })],
  ])('limits the request that %s saved like any other text of JSON', (_plugin, save) => {
    const request = (x: string): string => `{"targets":[{"target":"a","x":${x}}]}`;
    expect(() => parse(save(request(`[${'1,'.repeat(20_000)}1]`)))).toThrow(
      'expected the request that the model of query A holds to hold at most 20000 values',
    );
    expect(() => parse(save(request('['.repeat(500) + ']'.repeat(500))))).toThrow('to have at most 200 arrays');
    expect(parse(save(request('[1]'))).model).toMatchObject({ target: 'a', x: [1] });
  });

  it('reads a model of megabytes in steps', () => {
    const json = JSON.stringify({
      target: 'a',
      carried: { scopedVars: { host: { text: 'x'.repeat(1_000_000), value: 1 } } },
    });
    const query = {
      refId: 'A',
      queryType: '',
      maxDataPoints: 100,
      intervalMs: 1000,
      timeRange: { fromEpochMs: 0, toEpochMs: 1 },
      json,
    };
    expect([...parseQueryInSteps(query)]).toHaveLength(2);
  });

  it('refuses an alias that is too long', () => {
    expect(parse({ target: 'a', alias: 'x'.repeat(1000) }).alias).toHaveLength(1000);
    expect(() => parse({ target: 'a', alias: `{{${' '.repeat(1000)}` })).toThrow(
      'query A: expected an alias of at most 1000 characters, got 1002; shorten it',
    );
  });

  it('refuses a unit and a refId that are too long to be repeated in every series', () => {
    expect(() => parse({ target: 'a', unit: 'x'.repeat(1001) })).toThrow('query A: expected a unit of at most 1000');
    expect(() => parse({ target: 'a' }, { refId: 'R'.repeat(1001) })).toThrow('expected a refId of at most 1000');
  });

  it.each([-1, 1.5, 65_536, 1e300, Infinity, '2'])(
    'reads the decimals %s, which no host takes, as none',
    (decimals) => {
      expect(parse({ target: 'a', decimals })).toMatchObject({ target: 'a', decimals: undefined });
      expect(parse({ target: 'a', decimals: 2 }).decimals).toBe(2);
    },
  );

  it.each(['[1]', '"a"', '{', 'null'])('refuses %s as a model', (json) => {
    expect(() => parse(json)).toThrow(`query A: expected its model to be a JSON object, got ${json}`);
  });
});

describe('isAskable', () => {
  it.each([
    [{ target: 'a' }, true],
    [{ payload: { a: 1 } }, true],
    [{ payload: '{"a":1}' }, true],
    [{ target: 'a', hide: true }, false],
    [{ target: 'select metric' }, false],
    [{ target: '' }, false],
    [{ payload: {} }, false],
    [{}, false],
  ])('%j: %s', (model, expected) => {
    expect(isAskable(parse(model))).toBe(expected);
  });
});
