import { beforeEach, describe, expect } from '@jest/globals';
import { check } from './conformance-check.ts';
import type { DecodedFrame, DecodedResponse, Json } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage, type StageQuestion } from './interop-stage.ts';
import { defaultRange, toV2Request, withDataSource } from './query-requests.ts';

const { goHosts } = interopExecutables(process.env);

const start = 1714543200000;

describe.each(goHosts)('$name', (build) => {
  const stage = useStage(build);
  let session: string;

  beforeEach(async () => {
    ({ session } = await stage.launch(build.knowsStatus ? '13' : '7.5'));
  });

  function answerQuery(body: unknown): void {
    stage.upstream.answer('/query', { body });
  }

  const ask = (question: StageQuestion) => stage.queryV2(session, question);
  const queryModel = async (model: Json) => (await ask({ queries: [{ refId: 'A', model }] }))['A'];

  check('12.1', 'a series arrives with every value and null, its times exact', async () => {
    const datapoints = [
      [0.1, start + 1],
      [null, start + 123],
      [-1e-300, start + 999],
      [9007199254740991, start + 1000],
      [0, 4102444800000],
    ];
    answerQuery([{ target: 'load', unit: 'percent', title: 'Load', tags: { host: 'a' }, datapoints }]);
    const answer = await queryModel({ target: 'load' });
    expect(answer).toMatchObject(succeeded(build.knowsStatus));
    expect(answer?.frames.length).toBe(1);
    const [frame] = answer?.frames ?? [];
    expect(frame).toMatchObject({ name: 'load', refId: 'A' });
    expect(frame?.fields).toMatchObject([
      { type: expect.stringMatching(/^\*?time\.Time$/), values: datapoints.map(([, time]) => inNs(time ?? 0)) },
      {
        type: '*float64',
        labels: { host: 'a' },
        config: { unit: 'percent', displayNameFromDS: 'Load' },
        values: datapoints.map(([value]) => value),
      },
    ]);
  });

  check('12.2', 'a time series is a typed frame of its own', async () => {
    answerQuery([
      { target: 'a', datapoints: [[1, start]] },
      { target: 'b', datapoints: [[2, start + 500]] },
    ]);
    const { frames } = (await queryModel({ target: 'all' })) ?? { frames: [] };
    expect(frames.map(({ fields }) => fields.map(({ values }) => values))).toEqual([
      [[inNs(start)], [1]],
      [[inNs(start + 500)], [2]],
    ]);
    expect(frames.map(({ fields }) => fields[1]?.labels)).toEqual([{ target: 'a' }, { target: 'b' }]);
    if (!build.knowsStatus) return;
    for (const { meta } of frames) expect(meta).toMatchObject({ type: 'timeseries-multi', typeVersion: [0, 1] });
  });

  check('12.3', 'series of one name and no labels can still be told apart', async () => {
    answerQuery(Array.from({ length: 3 }, (_, i) => ({ target: 'same', datapoints: [[i, start]] })));
    const { frames } = (await queryModel({ target: 'same' })) ?? { frames: [] };
    const labels = frames.map(({ fields }) => JSON.stringify(fields[1]?.labels));
    expect(labels.length).toBe(3);
    expect(new Set(labels).size).toBe(3);
  });

  check('12.4', 'a table arrives with each column of its type', async () => {
    answerQuery([
      {
        type: 'table',
        columns: [
          { text: 'Time', type: 'time' },
          { text: 'host', type: 'string' },
          { text: 'load', type: 'number', unit: 'percent', decimals: 2 },
          { text: 'up', type: 'boolean' },
        ],
        rows: [
          [start, 'ä', 0.5, true],
          [start + 1000, null, null, null],
          [null, '', -2, false],
        ],
      },
    ]);
    const [frame] = (await queryModel({ target: 't', type: 'table' }))?.frames ?? [];
    expect(columnsOf(frame)).toEqual([
      ['Time', '*time.Time', [inNs(start), inNs(start + 1000), null]],
      ['host', '*string', ['ä', null, '']],
      ['load', '*float64', [0.5, null, -2]],
      ['up', '*bool', [true, null, false]],
    ]);
    expect(frame?.fields[2]?.config).toMatchObject({ unit: 'percent', decimals: 2 });
  });

  check('12.5', 'a table without rows keeps its columns', async () => {
    const columns = [
      { text: 'Time', type: 'time' },
      { text: 'load', type: 'number' },
      { text: 'host', type: 'string' },
      { text: 'up', type: 'boolean' },
    ];
    answerQuery([{ type: 'table', columns, rows: [] }]);
    const [frame] = (await queryModel({ target: 't', type: 'table' }))?.frames ?? [];
    expect(columnsOf(frame)).toEqual([
      ['Time', 'time.Time', []],
      ['load', '*float64', []],
      ['host', '*string', []],
      ['up', '*bool', []],
    ]);
  });

  check('12.6', 'whole numbers that a float cannot hold arrive to the last digit', async () => {
    answerQuery(
      `[{"type": "table", "columns": [{"text": "id", "type": "number"}], "rows": [[9223372036854775807], [null], [-9007199254740993]]}]`,
    );
    const [frame] = (await queryModel({ target: 't', type: 'table' }))?.frames ?? [];
    expect(columnsOf(frame)).toEqual([['id', '*int64', ['9223372036854775807', null, '-9007199254740993']]]);
  });

  check('12.7', 'long texts and many rows survive', async () => {
    const texts = Array.from({ length: 5000 }, (_, i) => '🙂'.repeat(i % 50) + String(i));
    answerQuery([{ type: 'table', columns: [{ text: 'text', type: 'string' }], rows: texts.map((text) => [text]) }]);
    const [frame] = (await queryModel({ target: 't', type: 'table' }))?.frames ?? [];
    expect(frame?.fields[0]?.values).toEqual(texts);
  });

  check('12.8', 'a server that has nothing to say is a success without values', async () => {
    answerQuery([]);
    const answer = await queryModel({ target: 'a' });
    expect(answer).toMatchObject(succeeded(build.knowsStatus));
    expect(answer?.frames.flatMap(({ fields }) => fields.flatMap(({ values }) => values))).toEqual([]);
  });

  check('12.9', 'a series without points, and one of nulls only, stay what they are', async () => {
    answerQuery([
      { target: 'none', datapoints: [] },
      {
        target: 'nulls',
        datapoints: [
          [null, start],
          [null, start + 1000],
        ],
      },
    ]);
    const { frames } = (await queryModel({ target: 'all' })) ?? { frames: [] };
    expect(frames.map(({ fields }) => fields[1]?.values)).toEqual([[], [null, null]]);
    expect(frames.map(({ fields }) => fields[1]?.type)).toEqual(['*float64', '*float64']);
  });

  check('12.10', 'malformed points are left out, with a warning that the host can read', async () => {
    answerQuery([{ target: 'a', datapoints: [[1, start], 'rubbish', [2, start + 1000]] }]);
    const [frame] = (await queryModel({ target: 'a' }))?.frames ?? [];
    expect(frame?.fields[1]?.values).toEqual([1, 2]);
    expect(frame?.meta?.['notices']).toEqual([
      expect.objectContaining({ severity: 'warning', text: expect.stringMatching(/rubbish/) }),
    ]);
    expect(frame?.meta?.['executedQueryString']).toMatch(/POST .*\/query/);
  });

  check('12.11', 'each refId is answered, and no other; what failed alone fails alone', async () => {
    stage.upstream.answer('/query', ({ body }) => {
      const { targets } = JSON.parse(body) as { targets: { target: string }[] };
      if (targets.some(({ target }) => target === 'bad')) return { status: 500, body: 'no such metric: bad' };
      return { body: targets.map(({ target }) => ({ target, datapoints: [[1, start]] })) };
    });
    const targets = { A: 'a', B: 'bad', C: 'c' };
    const answers = await ask({
      queries: Object.entries(targets).map(([refId, target]) => ({ refId, model: { target } })),
    });
    expect(Object.keys(answers).toSorted()).toEqual(['A', 'B', 'C']);
    expect(answers['A']).toMatchObject({ ...succeeded(build.knowsStatus), frames: [{ name: 'a', refId: 'A' }] });
    expect(answers['C']).toMatchObject({ ...succeeded(build.knowsStatus), frames: [{ name: 'c', refId: 'C' }] });
    expect(answers['B']?.error).toMatch(/500/);
  });

  check('12.12', "queries of one range travel together, those of another don't", async () => {
    stage.upstream.answer('/query', ({ body }) => ({
      body: (JSON.parse(body) as { targets: { target: string; refId: string }[] }).targets.map(({ target }) => ({
        target,
        datapoints: [[1, start]],
      })),
    }));
    const other = { fromEpochMs: start, toEpochMs: start + 60_000 };
    await ask({
      queries: [
        { refId: 'A', model: { target: 'a' } },
        { refId: 'B', model: { target: 'b' } },
        { refId: 'C', model: { target: 'c' }, range: other },
      ],
    });
    const bodies = stage.upstream.bodies('/query') as { range: { to: string }; targets: { refId: string }[] }[];
    expect(bodies.map(({ range, targets }) => [range.to, targets.map(({ refId }) => refId)]).toSorted()).toEqual([
      ['2024-05-01T06:01:00.000Z', ['C']],
      ['2024-05-01T12:00:00.000Z', ['A', 'B']],
    ]);
  });

  check('12.13', 'an alert rule asks the server for sane numbers and the right range', async () => {
    answerQuery([{ target: 'a', datapoints: [[42, start]] }]);
    const answers = await ask({
      headers: { FromAlert: 'true' },
      queries: [{ refId: 'A', model: { target: 'a' }, maxDataPoints: 0, intervalMs: 0 }],
    });
    expect(answers['A']?.frames[0]?.fields[1]?.values).toEqual([42]);
    const [body] = stage.upstream.bodies('/query') as { intervalMs: number; maxDataPoints: number; range: object }[];
    expect(body?.maxDataPoints).toBeGreaterThan(0);
    expect(body?.intervalMs).toBeGreaterThan(0);
    expect(body?.range).toMatchObject({ from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' });
  });

  check('12.14', 'errors of the upstream are told from our own', async () => {
    stage.upstream.answer('/query', { status: 503, body: 'maintenance' });
    const failed = await queryModel({ target: 'a' });
    const wrong = await queryModel({ target: 'a', queryType: 'no such thing' }).then((answer) => answer?.error);
    expect(failed?.error).toMatch(/503/);
    expect(failed?.frames).toEqual([]);
    if (build.knowsStatus) {
      expect(failed?.errorSource).toBe('downstream');
      expect(failed?.status).toBeGreaterThanOrEqual(400);
    }
    expect(wrong).toBeDefined();
  });

  check('12.15', 'a server that is not there is an error of the query', async () => {
    const answer = (await ask({ url: 'http://127.0.0.1:1', queries: [{ refId: 'A', model: { target: 'a' } }] }))['A'];
    expect(answer?.error).toMatch(/127\.0\.0\.1:1|ECONNREFUSED|refused/);
    if (build.knowsStatus) expect(answer).toMatchObject({ errorSource: 'downstream', status: 502 });
  });

  check('12.16', 'a caller that goes away takes its request upstream along', async () => {
    stage.upstream.answer('/query', () => new Promise(() => undefined));
    const request = toV2Request({ url: stage.upstream.url, queries: [{ refId: 'A', model: { target: 'a' } }] });
    const arrived = stage.upstream.nextRequest();
    const call = stage.host.call(session, 'pluginv2.Data/QueryData', { request, cancelAfterMs: 2000 });
    const outcome = expect(call).rejects.toMatchObject({ code: 'Canceled' });
    expect(await (await arrived).answered).toBe(false);
    await outcome;
  });

  check('12.19', 'a call that runs out of time takes its request upstream along, and fails', async () => {
    stage.upstream.answer('/query', () => new Promise(() => undefined));
    const request = toV2Request({ url: stage.upstream.url, queries: [{ refId: 'A', model: { target: 'a' } }] });
    const arrived = stage.upstream.nextRequest();
    const answer = stage.host.queryData(session, { request, deadlineMs: 2000 }).catch(String);
    expect(await (await arrived).answered).toBe(false);
    // Either side may be the first to notice.
    expect(JSON.stringify(await answer)).toMatch(/DeadlineExceeded|"error":"[^"]*deadline/);
  });

  if (build.knowsStatus) {
    check('12.17', 'a host that would take JSON frames can read the answer', async () => {
      answerQuery([{ target: 'a', datapoints: [[42, start]] }]);
      const request = toV2Request({ url: stage.upstream.url, queries: [{ refId: 'A', model: { target: 'a' } }] });
      const answers = await stage.host.queryData(session, { request: { ...request, format: 'JSON' } });
      expect(answers['A']?.frames[0]?.fields[1]?.values).toEqual([42]);
    });
  }

  check('12.18', 'a hundred queries at once over twenty servers do not get mixed up', async () => {
    stage.upstream.answer('/query', ({ body }) => {
      const [target] = (JSON.parse(body) as { targets: { target: string }[] }).targets;
      return { body: [{ target: target?.target, datapoints: [[Number(target?.target), start]] }] };
    });
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    const answers = await Promise.all(
      numbers.map(async (i) => {
        const request = toV2Request({
          url: stage.upstream.url,
          range: { ...defaultRange, toEpochMs: defaultRange.toEpochMs + i },
          queries: [{ refId: 'A', model: { target: String(i) } }],
        });
        return (await stage.host.queryData(session, { request: withDataSource(request, i % 20) }))['A'];
      }),
    );
    expect(answers.map((answer) => answer?.frames[0]?.fields[1]?.values)).toEqual(numbers.map((i) => [i]));
  });
});

function succeeded(knowsStatus: boolean): Partial<DecodedResponse> {
  return knowsStatus ? { error: '', status: 200, errorSource: '' } : { error: '' };
}

function inNs(ms: number): string {
  return String(BigInt(ms) * 1_000_000n);
}

function columnsOf(frame: DecodedFrame | undefined): unknown {
  return frame?.fields.map(({ name, type, values }) => [name, type, values]);
}
