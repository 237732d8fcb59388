/** Settings, headers and queries of a size that nobody needs: whoever looks at them does so on the main thread. */
import { expect } from '@jest/globals';
import { hostileCase } from './support/hostile-case.ts';

const many = 20_000;

/** Requests of megabytes take a while to be read at all; what is done with them is CPU time. */
const limits = { timeoutMs: 120_000, limits: { stallMs: 4000, p99Ms: 3000 } };

function numbered(name: string, value: (i: number) => string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: many }, (_, i) => [`${name}${String(i + 1)}`, value(i)]));
}

hostileCase(
  'a data source of 20 000 headers and as many secrets',
  { timeoutMs: 120_000 },
  async ({ query, health }) => {
    const secureJsonData = numbered('httpHeaderValue', (i) => `begins alike ${String(i)}`);
    const url = 'http://127.0.0.1:1';
    const tooMany = expect.stringMatching(/^\[left out: at most 500 secrets, of 65536 characters together/);
    const { A } = await query({ url, secureJsonData });
    expect(A).toMatchObject({ status: 400, error: tooMany });
    expect(await health({ url, secureJsonData })).toEqual({ isOk: false, message: tooMany });
    const jsonData = numbered('httpHeaderName', (i) => `X-${String(i)}`);
    const { A: B } = await query({ url, id: 2, jsonData });
    expect(B).toMatchObject({ status: 400, error: expect.stringContaining('expected at most 262144 characters') });
  },
);

hostileCase('a megabyte of tokens in the headers of a call', limits, async ({ upstream, query }) => {
  upstream.answer('/query', { status: 500, body: { message: 'failed' } });
  for (let call = 0; call < 5; call++) {
    const tokens = Array.from({ length: 10_000 }, (_, i) => [
      `X-Token-${String(i)}`,
      `begins alike ${'x'.repeat(80)} ${String(call)} ${String(i)}`,
    ]);
    const { A } = await query({ url: upstream.url }, { headers: Object.fromEntries(tokens) as Record<string, string> });
    expect(A).toMatchObject({ status: 500, error: expect.stringMatching(/^\[left out: /) });
  }
});

hostileCase('eight megabytes in a text that comes with a call', {}, async ({ upstream, query, health }) => {
  const long = 'x'.repeat(8_000_000);
  for (const name of ['uid', 'name', 'user', 'database', 'basicAuthUser']) {
    const details = expect.stringContaining(`expected the data source's ${name} to have at most 65536 characters`);
    const source = { url: upstream.url, settings: { [name]: long } };
    await expect(query(source)).rejects.toMatchObject({ details });
    await expect(health(source)).rejects.toMatchObject({ details });
  }
  const headers = numbered('X-', () => 'x'.repeat(300));
  const details = expect.stringContaining('expected at most 20000 headers of the call, of 4194304 characters together');
  await expect(query({ url: upstream.url }, { headers })).rejects.toMatchObject({ details });
});

hostileCase(
  'queries of a million values, and of 30 MB',
  { timeoutMs: 120_000 },
  async ({ upstream, query, resource }) => {
    const values = Array.from({ length: 1_000_000 }, (_, i) => i % 7);
    const keys = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`key ${String(i)}`, i]));
    const models: Readonly<Record<string, object>> = {
      A: { target: 'a', payload: values },
      B: { target: 'b', ...keys },
      C: { target: 'c'.repeat(30_000_000) },
      D: { target: 'd', payload: JSON.stringify(keys) },
    };
    for (const [refId, model] of Object.entries(models)) {
      const { [refId]: answer } = await query({ url: upstream.url }, { models: { [refId]: model } });
      const error = expect.stringMatching(
        /^expected (?:the model|payload) of query . to .* at most|16777216 characters/,
      );
      expect(answer).toMatchObject({ status: 400, error });
    }
    const { code, body } = await resource({ url: upstream.url }, { path: 'variable', body: { query: values } });
    expect([code, body]).toEqual([400, expect.stringContaining('expected the request body to h')]);
  },
);

hostileCase('JSON of millions of values within a text of a query', {}, async ({ upstream, query, resource }) => {
  upstream.answer('/query', { body: [] });
  const list = (unit: string): string => `[${unit.repeat(Math.floor(1_900_000 / unit.length))}1]`;
  const nested = '['.repeat(900_000) + ']'.repeat(900_000);
  const request = (x: string): string => `{"targets":[{"target":"a","x":${x}}]}`;
  const models = [
    { urlPath: '/query', body: request(list('1,')) },
    { urlPath: '/query', body: request(nested) },
    { url: '/query', url_options: { data: request(list('{},')) } },
  ];
  for (const model of models) {
    const { A } = await query({ url: upstream.url }, { models: { A: model } });
    const error = expect.stringContaining('expected the request that the model of query A holds to');
    expect(A).toMatchObject({ status: 400, error });
  }
  // Behind a character that stands for a variable without quotes.
  const payload = { many: `\uE000${list('{},')}`, deep: '\uE000[[1]]' };
  expect(
    (
      await query({ url: upstream.url }, { models: { A: { target: 'a', ...models[1], payload: { x: payload.deep } } } })
    )['A'],
  ).toMatchObject({ status: 400 });
  expect((await query({ url: upstream.url }, { models: { A: { target: 'b', payload } } }))['A']).toMatchObject({
    error: '',
  });
  const { code, body } = await resource({ url: upstream.url }, { path: 'variable', body: { query: request(nested) } });
  expect([code, body]).toEqual([400, expect.stringContaining("expected the variable's query to have at most 200")]);
});

hostileCase('a refId and a unit of a megabyte, for a thousand series', {}, async ({ upstream, query }) => {
  const megabyte = 'x'.repeat(1_000_000);
  const series = Array.from({ length: 1000 }, (_, i) => ({
    target: `s${String(i)}`,
    datapoints: [[1, 1_714_543_200_000]],
  }));
  upstream.answer('/query', { body: series });
  const { A } = await query({ url: upstream.url }, { models: { A: { target: 'a', unit: megabyte } } });
  expect(A).toMatchObject({
    status: 400,
    error: expect.stringContaining('expected a unit of at most 1000 characters'),
  });
  const { [megabyte]: B } = await query({ url: upstream.url }, { models: { [megabyte]: { target: 'a' } } });
  expect(B).toMatchObject({
    status: 400,
    error: expect.stringContaining('expected a refId of at most 1000 characters'),
  });
});

hostileCase('a call whose queries take 3000 requests', limits, async ({ upstream, query }) => {
  upstream.answer('/search', { body: ['a'] });
  const names = Array.from({ length: 3000 }, (_, i) => `Q${String(i)}`);
  const models = Object.fromEntries(names.map((name) => [name, { target: name, queryType: 'search' }]));
  const refused = Object.values(await query({ url: upstream.url }, { models })).filter(({ error }) => error !== '');
  expect(refused).toHaveLength(2900);
  expect(refused[0]).toMatchObject({ status: 400, error: expect.stringContaining('may take 100 requests') });
});
