/** Little that would be written many times: one text in each of thousands of series, one answer for each of thousands of queries. */
import { expect } from '@jest/globals';
import { decodeFrame } from '../support/readers/decode-frame.ts';
import { hostileCase } from './support/hostile-case.ts';

const time = 1_714_543_200_000;
const points = [[1, time]];
const asRule = { headers: { FromAlert: 'true' } };
const asSeries = { models: { A: { target: 'a', type: 'timeserie' } } };
const both = [asSeries, { ...asSeries, ...asRule }];

function listOf<T>(length: number, make: (i: number) => T): T[] {
  return Array.from({ length }, (_, i) => make(i));
}

/** Of one group for each row. */
function groups(label: string, rows: number, option: object): unknown {
  const numbers = listOf(10, (i) => ({ text: `v${String(i)}`, type: 'number', ...option }));
  return [
    {
      type: 'table',
      columns: [{ text: 'time', type: 'time' }, { text: label, type: 'string' }, ...numbers],
      rows: listOf(rows, (row) => [time + row, `h${String(row)}`, ...numbers.map(() => row)]),
    },
  ];
}

/** On a busy machine, more than a second goes by while two threads and the main one work. */
const limits = { stallMs: 5000, p99Ms: 3000 };
const takeMore = /^the names, labels, options and lists that this call would get take more than \d+ characters/;

hostileCase('an alias that names 100 000 series at length', { limits, timeoutMs: 120_000 }, async (stage) => {
  const tags = { zone: 'x'.repeat(200) };
  stage.upstream.answer('/query', {
    body: listOf(100_000, (i) => ({ target: `s${String(i)}`, datapoints: points, tags })),
  });
  const models = { A: { target: 'a', alias: '{{zone}}'.repeat(100) } };
  const { A } = await stage.query({ url: stage.upstream.url }, { models, timeoutMs: 100_000 });
  expect(A).toMatchObject({ status: 502, error: expect.stringMatching(takeMore), frames: [] });
});

hostileCase('an option of 100 000 characters in 20 000 series', { limits, timeoutMs: 90_000 }, async (stage) => {
  stage.upstream.answer('/query', { body: groups('host', 2000, { description: 'x'.repeat(100_000) }) });
  for (const options of both) {
    const { A } = await stage.query({ url: stage.upstream.url }, options);
    expect(A).toMatchObject({ status: 502, error: expect.stringMatching(takeMore), frames: [] });
  }
});

hostileCase('a label whose name has a million characters', { limits, timeoutMs: 90_000 }, async (stage) => {
  stage.upstream.answer('/query', { body: groups('host'.repeat(250_000), 5000, {}) });
  for (const options of both) {
    const { A } = await stage.query({ url: stage.upstream.url }, options);
    const error = expect.stringContaining('would make labels of more than 134217728 characters in all');
    expect(A).toMatchObject({ status: 502, error, frames: [] });
  }
});

hostileCase('100 000 notices and as many figures of one frame', { limits, timeoutMs: 90_000 }, async (stage) => {
  const notices = listOf(100_000, (i) => ({ severity: 'warning', text: `notice ${String(i)}` }));
  const stats = listOf(100_000, (i) => ({ displayName: `figure ${String(i)}`, value: i }));
  const fields = [
    { name: 'time', type: 'time' },
    { name: 'value', type: 'number' },
  ];
  stage.upstream.answer('/query', {
    body: [{ schema: { fields, meta: { notices, stats } }, data: { values: [[time], [1]] } }],
  });
  const { A } = await stage.query({ url: stage.upstream.url });
  const { meta } = decodeFrame(A?.frames[0] ?? Buffer.alloc(0));
  const texts = (meta?.notices ?? []).map(({ text }) => text);
  expect(texts.length).toBeLessThanOrEqual(21);
  const leftOut = expect.stringContaining('expected at most 100 of them, got an array of 100000');
  expect(texts).toEqual(expect.arrayContaining([leftOut, 'notice 0']));
  expect(meta?.stats?.length).toBeLessThanOrEqual(101);
});

hostileCase('4000 queries that ask for the same 40 000 points', { limits, timeoutMs: 120_000 }, async (stage) => {
  stage.upstream.answer('/query', { body: [{ target: 'a', datapoints: listOf(40_000, (i) => [i, time + i]) }] });
  const models = Object.fromEntries(listOf(4000, (i) => [`Q${String(i)}`, { target: 'a' }]));
  const answers = Object.values(await stage.query({ url: stage.upstream.url }, { models, timeoutMs: 100_000 }));
  const refused = answers.filter(({ error }) =>
    error.startsWith('the queries of this call that ask for the same would get'),
  );
  const answered = answers.filter(({ error, frames }) => error === '' && frames.length === 1);
  expect(answered.length).toBeGreaterThan(100);
  expect(answered.length + refused.length).toBe(4000);
});

hostileCase('a hundred thousand macros in a target', { limits, timeoutMs: 90_000 }, async (stage) => {
  const { url } = stage.upstream;
  const ask = async (target: string): Promise<unknown> =>
    (await stage.query({ url }, { models: { A: { target } } }))['A'];
  stage.upstream.answer('/query', { body: [{ target: 'a', datapoints: points }] });
  const date = `\${__from:date:${'YYYY-MM-DDTHH:mm:ss.SSSZ'.repeat(4)}}`;
  expect(await ask(date.repeat(15_000))).toMatchObject({ error: '', frames: [expect.any(Buffer)] });
  const different = listOf(100_000, (i) => `\${__from:date:[${String(i)}] dddd, MMMM}`);
  const tooMany = (what: string): object => ({ status: 400, error: expect.stringContaining(what) });
  expect(await ask(different.join(''))).toMatchObject(tooMany('expected at most 500 different macros'));
  expect(await ask(date.repeat(25_000))).toMatchObject(tooMany('expected at most 20000 macros'));
  expect(await ask('$__from'.repeat(100_000))).toMatchObject(tooMany('expected at most 20000 macros'));
});
