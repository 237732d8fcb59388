import { describe, expect, it } from '@jest/globals';

import { importQueries } from './import-queries.ts';

const simpleJson = { id: 3, meta: { id: 'grafana-simple-json-datasource' } };

describe('importQueries', () => {
  it('keeps the queries of a panel that was drawn by an original plugin', () => {
    const queries = [
      { refId: 'A', target: 'upper_25', type: 'timeserie', datasource: { uid: 'old' } },
      { refId: 'B', target: 'select metric', type: 'timeserie' },
    ];
    expect(importQueries(queries, simpleJson)).toEqual([{ refId: 'A', target: 'upper_25', type: 'timeserie' }]);
  });

  it('knows the plugin by what Grafana 7 says of it, too', () => {
    expect(importQueries([{ refId: 'A', target: 'up' }], { id: 'simpod-json-datasource' })).toHaveLength(1);
  });

  it('reads the one request of Infinity that Simple JSON is asked with', () => {
    const query = { refId: 'A', url: 'http://x/query', url_options: { data: '{"targets":[{"target":"up"}]}' } };
    const origin = { meta: { id: 'yesoreyeram-infinity-datasource' } };
    expect(importQueries([query], origin)).toMatchObject([{ refId: 'A', target: 'up' }]);
  });

  it.each([[{ meta: { id: 'graphite' } }], [{}], [undefined]])('leaves those of %j alone', (origin) => {
    expect(importQueries([{ refId: 'A', target: 'a.b.c' }], origin)).toEqual([]);
  });
});
