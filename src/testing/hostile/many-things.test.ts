/** Many of something in one answer or one call: series, labels, columns, texts, names, queries, targets. */
import { expect } from '@jest/globals';
import type { HostileStage } from './support/hostile-stage.ts';
import { hostileCase } from './support/hostile-case.ts';
import { processCpuMs } from './support/gauge/process-facts.ts';

const time = 1_714_543_200_000;
const points = [[1, time]];
const asRule = { headers: { FromAlert: 'true' } };
const source = (stage: HostileStage, id = 1) => ({ url: stage.upstream.url, id });

function listOf<T>(length: number, make: (i: number) => T): T[] {
  return Array.from({ length }, (_, i) => make(i));
}

const seriesOf = (count: number): unknown =>
  listOf(count, (i) => ({ target: `s${String(i)}`, datapoints: points, tags: { host: `h${String(i)}` } }));
const labelKeys = (count: number): unknown =>
  listOf(count, (i) => ({ target: 's', datapoints: points, tags: { [`k${String(i)}`]: 'v' } }));
const groups = (count: number): unknown => [
  {
    type: 'table',
    columns: [
      { text: 'time', type: 'time' },
      { text: 'host', type: 'string' },
      { text: 'value', type: 'number' },
    ],
    rows: listOf(count, (i) => [time - i, `h${String(i)}`, i]),
  },
];
const wideTable = (count: number): unknown => [
  {
    type: 'table',
    columns: listOf(count, (i) => ({ text: `c${String(i)}`, type: 'number' })),
    rows: [listOf(count, (i) => i)],
  },
];
const textTable = (count: number): unknown => [
  {
    type: 'table',
    columns: [
      { text: 'host', type: 'string' },
      { text: 'zone', type: 'string' },
      { text: 'value', type: 'number' },
    ],
    rows: listOf(count, (i) => [`host ${String(i)}`, `zone ${String(i % 7)}`, i]),
  },
];
const asTable = { models: { A: { target: 'a', type: 'table' } } };

/** On a busy machine, more than a second goes by while two threads and the main one work. */
const limits = { stallMs: 5000, p99Ms: 3000 };

hostileCase('100 000 series in one answer', { limits, timeoutMs: 120_000 }, async (stage) => {
  stage.upstream.answer('/query', { body: seriesOf(100_000) });
  const { A } = await stage.query(source(stage), { timeoutMs: 100_000 });
  expect([A?.error, A?.frames.length]).toEqual(['', 100_000]);
});

hostileCase('200 000 series in one answer', { limits, timeoutMs: 90_000 }, async (stage) => {
  stage.upstream.answer('/query', { body: seriesOf(200_000) });
  for (const options of [{}, asRule]) {
    const { A } = await stage.query(source(stage), options);
    expect(A?.error).toContain('it holds more than 100000 series and columns of tables');
  }
});

hostileCase('10 000 series of one name with a label each', { limits, timeoutMs: 90_000 }, async (stage) => {
  stage.upstream.answer('/query', { body: labelKeys(10_000) });
  for (const options of [{}, asRule]) {
    const { A } = await stage.query(source(stage), options);
    expect([A?.error, A?.frames.length]).toEqual(['', 10_000]);
  }
});

hostileCase('a table of 50 000 and of 200 000 groups', { limits, timeoutMs: 90_000 }, async (stage) => {
  stage.upstream.answer('/query', { body: groups(50_000) });
  const answered = await stage.query(source(stage), asRule);
  expect([answered['A']?.error, answered['A']?.frames.length]).toEqual(['', 50_000]);
  stage.upstream.answer('/query', { body: groups(200_000) });
  const { A } = await stage.query(source(stage, 2), { models: { A: { target: 'a', type: 'timeserie' } } });
  expect(A?.error).toContain('the answer makes more than 100000 series');
});

hostileCase('a table of 100 000 columns', { limits, timeoutMs: 90_000 }, async (stage) => {
  stage.upstream.answer('/query', { body: wideTable(100_000) });
  for (const options of [asTable, asRule]) {
    const { A } = await stage.query(source(stage), options);
    expect([A?.error, A?.frames.length]).toEqual(['', 1]);
  }
});

hostileCase('many small tables whose texts all have other names', { limits, timeoutMs: 90_000 }, async (stage) => {
  const tables = listOf(5000, (i) => ({
    type: 'table',
    columns: [
      { text: `label ${String(i)}`, type: 'string' },
      { text: 'value', type: 'number' },
    ],
    rows: [[`v${String(i)}`, i]],
  }));
  stage.upstream.answer('/query', { body: tables });
  const { A } = await stage.query(source(stage), asRule);
  expect(A?.error).toContain('hold 5000 numbers with 25005000 texts and numbers in all');
});

hostileCase('a table of 600 000 rows of texts', { limits, timeoutMs: 90_000 }, async (stage) => {
  stage.upstream.answer('/query', { body: textTable(600_000) });
  const { A } = await stage.query(source(stage), asTable);
  expect([A?.error, A?.frames.length]).toEqual(['', 1]);
});

hostileCase('a list of 240 000 names', { limits }, async (stage) => {
  stage.upstream.answer('/search', { body: listOf(240_000, (i) => `metric ${String(i)}`) });
  const { code, body } = await stage.resource(source(stage), { path: 'metrics', body: { text: 'metric 23' } });
  expect([code, JSON.parse(body)]).toEqual([200, expect.objectContaining({ more: expect.any(Number) })]);
});

hostileCase('90 000 results that no query asked for', { limits: { ...limits, busyMs: 400 } }, async (stage) => {
  const wanted = [
    { target: 'a', datapoints: points },
    { target: 'b', datapoints: points },
  ];
  const unmatched = listOf(90_000, (i) => ({ target: `s${String(i)}`, datapoints: points }));
  stage.upstream.answer('/query', { body: [...wanted, ...unmatched] });
  const { A, B } = await stage.query(source(stage), { models: { A: { target: 'a' }, B: { target: 'b' } } });
  expect([A?.error, A?.frames.length, B?.error, B?.frames.length]).toEqual(['', 1, '', 1]);
  expect(A?.frames[0]?.includes('and 89980 more that no query asked for')).toBe(true);
});

hostileCase(
  '1000 queries and 50 000 results that do not say whose they are',
  { limits: { ...limits, busyMs: 400 }, timeoutMs: 120_000 },
  async (stage) => {
    stage.upstream.answer('/query', { body: listOf(50_000, (i) => ({ target: `s${String(i)}`, datapoints: points })) });
    const models = Object.fromEntries(listOf(1000, (i) => [`Q${String(i)}`, { target: `metric ${String(i)}` }]));
    const answers = Object.values(await stage.query(source(stage), { models, timeoutMs: 100_000 }));
    const errors = answers.map(({ error }) => error).filter((error) => error !== '');
    expect(answers.length - errors.length).toBe(2);
    expect(new Set(errors.map((error) => error.slice(0, 50)))).toEqual(
      new Set([
        'the answers to the queries of this call hold more than 100000'.slice(0, 50),
        "the server's answer does not say which results belong".slice(0, 50),
      ]),
    );
  },
);

hostileCase('6000 queries in one call', { limits, timeoutMs: 90_000 }, async (stage) => {
  stage.upstream.answer('/query', echo);
  const models = Object.fromEntries(listOf(6000, (i) => [`Q${String(i)}`, { target: `metric ${String(i)}` }]));
  const answers = Object.values(await stage.query(source(stage), { models }));
  const refused = answers.filter(({ error }) => error.startsWith('one call may hold 5000 queries'));
  expect([answers.length, refused.length, answers.filter(({ frames }) => frames.length === 1).length]).toEqual([
    6000, 1000, 5000,
  ]);
});

function echo({ body }: { readonly body?: unknown }): { readonly body: unknown } {
  const { targets } = JSON.parse(String(body)) as { readonly targets: { target: string; refId: string }[] };
  return { body: targets.map(({ target, refId }) => ({ target, refId, datapoints: points })) };
}

hostileCase('four times as many of anything', { limits, timeoutMs: 180_000 }, async (stage) => {
  const growing: Readonly<Record<string, readonly [(count: number) => unknown, object]>> = {
    series: [seriesOf, {}],
    'series of a rule': [seriesOf, asRule],
    'label keys': [labelKeys, {}],
    groups: [groups, { models: { A: { target: 'a', type: 'timeserie' } } }],
    columns: [wideTable, asTable],
    'columns of a rule': [wideTable, asRule],
  };
  const ratios: Record<string, number> = {};
  for (const [name, [bodyOf, options]] of Object.entries(growing)) {
    const costOf = async (count: number): Promise<number> => {
      stage.upstream.answer('/query', { body: bodyOf(count) });
      const before = processCpuMs(stage.plugin.pid);
      const { A } = await stage.query(source(stage, count), { ...options, timeoutMs: 100_000 });
      expect([name, A?.error]).toEqual([name, '']);
      return processCpuMs(stage.plugin.pid) - before;
    };
    await costOf(4000);
    // Of several, since the kernel counts in steps of 10 ms and V8 collects garbage at any time.
    const large = Math.min(await costOf(16_000), await costOf(16_001));
    const small = ((await costOf(4001)) + (await costOf(4002)) + (await costOf(4003))) / 3;
    ratios[name] = large / small;
  }
  // Linear would be four, the square sixteen; what others ask meanwhile is in both.
  const steep = Object.entries(ratios).filter(([, ratio]) => ratio > 9);
  expect({ steep, ratios }).toEqual({ steep: [], ratios });
});
