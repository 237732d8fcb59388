import { describe, expect, it } from '@jest/globals';
import { decodeQueryAnswer } from './decode-query-answer.ts';
import { DecodeError } from './answer/decoded-answer.ts';

describe('what is plain although it is written otherwise', () => {
  const t = 1714543200000;
  const asked = { fromMs: t - 3_600_000, toMs: t };
  const summary = (body: string, hints = {}) => {
    const { results, problems } = decodeQueryAnswer(Buffer.from(body), undefined, hints);
    const summaries = results.map((result) =>
      result.kind === 'series'
        ? [result.target, [...result.time.values], [...result.value.values]]
        : [result.target, ...result.fields.map(({ name, values }) => [name, ...values])],
    );
    return { results: summaries, problems };
  };

  it.each([
    ['keys as .NET writes them', `[{"Target":"a","Datapoints":[[1,${t}]]}]`],
    ['DataPoints', `[{"Target":"a","DataPoints":[[1,${t}]],"RefId":"A"}]`],
    ['capitals', `{"RESULTS":[{"TARGET":"a","DATAPOINTS":[[1,${t}]]}]}`],
    ['an array for each target', `[[{"target":"a","datapoints":[[1,${t}]]}]]`],
    ['both', `[[{"Target":"a","Datapoints":[[1,${t}]]}]]`],
  ])('%s', (_, body) => {
    expect(summary(body)).toEqual({ results: [['a', [t], [1]]], problems: [] });
  });

  it('a table with keys as .NET writes them', () => {
    const body = `[{"Type":"table","Columns":[{"Text":"Time","Type":"time"},{"Text":"Host","Type":"string"}],"Rows":[[${t},"x"]]}]`;
    expect(summary(body)).toEqual({ results: [[undefined, ['Time', t], ['Host', 'x']]], problems: [] });
  });

  it('documents keep their keys', () => {
    expect(summary('[{"Name":"x","Value":1}]').results).toEqual([[undefined, ['Name', 'x'], ['Value', 1]]]);
  });

  it.each([
    ['one after the other', `{"target":"a","datapoints":[[1,${t}]]}{"target":"b","datapoints":[[2,${t}]]}`],
    ['a line each', `{"target":"a","datapoints":[[1,${t}]]}\n{"target":"b","datapoints":[[2,${t}]]}\n`],
    ['arrays', `[{"target":"a","datapoints":[[1,${t}]]}]\r\n[{"target":"b","datapoints":[[2,${t}]]}]`],
    ['with commas and NaN', `{"target":"a","datapoints":[[1,${t}]]},{"target":"b","datapoints":[[2,${t}],[NaN,${t}]]}`],
  ])('several documents: %s', (_, body) => {
    expect(summary(body).results.map(([target]) => target)).toEqual(['a', 'b']);
  });

  it.each([
    `[{"target":"a","datapoints":[]}] <br/>Warning: x`,
    `{"target":"}{","datapoints":[]`,
    `[1] "text"`,
    '}{',
    '{"a":1}{"b":}',
  ])('%s is broken all the same', (body) => {
    expect(() => decodeQueryAnswer(Buffer.from(body))).toThrow(DecodeError);
  });

  it.each([3, 500])('%d points as [time, value], which is said', (count) => {
    const points = Array.from({ length: count }, (_, i) => [t - i * 1000, i]);
    const { results, problems } = summary(JSON.stringify([{ target: 'a', datapoints: points }]), { asked });
    expect(results[0]?.[1]).toEqual(points.map(([time]) => time).toReversed());
    expect(results[0]?.[2]).toEqual(points.map(([, value]) => value).toReversed());
    expect(problems).toEqual([
      `result[0].datapoints: expected [value, time]; they were read as [time, value], since only that fits the asked range, got [${t}, 0]`,
    ]);
  });

  it.each<[string, unknown[]]>([
    ['values that are times as well', [[t, t]]],
    ['values that are times, long ago', [[t, 1.2e12]]],
    [
      'a value that is no number',
      [
        [t, 5],
        ['x', t],
      ],
    ],
  ])('leaves alone %s', (_, points) => {
    const asking = { asked: { fromMs: 0, toMs: t * 2 } };
    const body = JSON.stringify([{ target: 'a', datapoints: points }]);
    expect(summary(body, asking).problems.join()).not.toContain('[time, value]');
  });

  it('tells seconds from ms by what was asked for, however many there are', () => {
    for (const count of [3, 500]) {
      const points = Array.from({ length: count }, (_, i) => [i, i + 1]);
      const body = JSON.stringify([{ target: 'a', datapoints: points }]);
      expect(summary(body, { asked: { fromMs: 0, toMs: 1000 } }).results[0]?.[1]).toEqual(
        points.map(([, time]) => time),
      );
    }
  });
});
