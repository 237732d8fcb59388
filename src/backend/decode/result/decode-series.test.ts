import { describe, expect, it } from '@jest/globals';
import { toPlainField, toPlainResult } from '../../../testing/support/plain-answer.ts';
import { decodeQueryAnswer } from '../decode-query-answer.ts';

const t = 1714543200000;

function decode(element: string): { result: unknown; problems: readonly string[] } {
  const { results, problems } = decodeQueryAnswer(Buffer.from(`[${element}]`));
  expect(results).toHaveLength(1);
  return { result: results.map(toPlainResult)[0], problems };
}

/** The points of a series as [time, value], after one good point, so that a column of nothing else is not the case. */
function points(text: string): { points: unknown; problems: readonly string[] } {
  const { results, problems } = decodeQueryAnswer(Buffer.from(`[{"target":"a","datapoints":[[0,${t}],${text}]}]`));
  const [result] = results;
  if (result?.kind !== 'series') throw new Error('expected a series');
  const times = toPlainField(result.time)['values'] as unknown[];
  const values = toPlainField(result.value)['values'] as unknown[];
  return { points: times.map((time, i) => [time, values[i]]).slice(1), problems };
}

describe('what a series says of itself', () => {
  const plain = { kind: 'series', position: 0, labels: {} };

  it.each([
    ['{"target":"a","datapoints":[]}', { ...plain, target: 'a' }],
    ['{"name":"a","points":[]}', { ...plain, target: 'a' }],
    ['{"target":"a","name":"b","datapoints":[]}', { ...plain, target: 'a' }],
    ['{"target":7,"datapoints":[]}', { ...plain, target: '7' }],
    ['{"target":"","name":null,"datapoints":null}', plain],
    ['{"datapoints":[],"refid":"A"}', { ...plain, refId: 'A' }],
    ['{"datapoints":[],"ref_id":"A"}', { ...plain, refId: 'A' }],
    ['{"datapoints":[],"RefId":"A","refId":null}', { ...plain, refId: 'A' }],
    ['{"datapoints":[],"refId":"A","title":"T","unit":"ms"}', { ...plain, refId: 'A', title: 'T', unit: 'ms' }],
    [
      '{"datapoints":[],"tags":{"host":"x","n":1,"up":true,"no":null}}',
      { ...plain, labels: { host: 'x', n: '1', up: 'true' } },
    ],
    ['{"datapoints":[],"labels":{"host":"x"}}', { ...plain, labels: { host: 'x' } }],
    ['{"datapoints":[],"tags":null,"labels":{"host":"x"}}', { ...plain, labels: { host: 'x' } }],
    ['{"datapoints":[],"tags":{},"labels":{"host":"x"}}', plain],
    ['{"datapoints":[],"labels":["06:00","07:00"]}', plain],
    ['{"datapoints":[],"tags":[]}', plain],
    ['{"datapoints":[],"tags":null,"meta":null,"refId":null}', plain],
    ['{"datapoints":[],"meta":{"custom":{"a":1}}}', { ...plain, meta: { custom: { a: 1 } } }],
    ['{"type":"timeserie","target":"a","datapoints":[]}', { ...plain, target: 'a' }],
    ['{"type":"table","target":"a","refId":"A","datapoints":[]}', { ...plain, target: 'a', refId: 'A' }],
    ['{"label":"a","data":[]}', { ...plain, target: 'a' }],
  ])('%s', (element, expected) => {
    const { result, problems } = decode(element);
    expect(result).toEqual({ ...expected, time: expect.anything(), value: expect.anything() });
    expect(problems).toEqual([]);
  });

  it('is reported when it is malformed', () => {
    const { result, problems } = decode('{"target":"a","datapoints":[],"tags":"host","meta":7}');
    expect(result).toMatchObject({ target: 'a', labels: {} });
    expect(problems).toEqual([
      'result[0].meta: expected an object, got 7',
      'result[0].tags: expected an object of labels, got "host"',
    ]);
  });
});

describe('points that are read', () => {
  it.each<[string, unknown[]]>([
    [`[1.5,${t}]`, [[t, 1.5]]],
    [`[null,${t}]`, [[t, null]]],
    [
      `["NaN",${t}],["",${t}]`,
      [
        [t, null],
        [t, null],
      ],
    ],
    [`["2.5","${t}"]`, [[t, 2.5]]],
    [
      `[true,${t}],[false,${t}]`,
      [
        [t, 1],
        [t, 0],
      ],
    ],
    [
      `[0,${t}],["0",${t}]`,
      [
        [t, 0],
        [t, 0],
      ],
    ],
    [`[1,"2024-05-01T06:00:00.5Z"]`, [[t + 500, 1]]],
    [
      `[1,${t + 2}],[2,${t + 1}],[3,${t + 2}]`,
      [
        [t + 1, 2],
        [t + 2, 1],
        [t + 2, 3],
      ],
    ],
    [`[9007199254740993,${t}]`, [[t, '9007199254740993']]],
    [
      `[1e-300,${t}],[3.7,${t}],[-1e300,${t}]`,
      [
        [t, 1e-300],
        [t, 3.7],
        [t, -1e300],
      ],
    ],
  ])('%s', (text, expected) => {
    expect(points(text)).toEqual({ points: expected, problems: [] });
  });

  it('may be in reverse, and keep the order of equal times', () => {
    const { result } = decode(`{"datapoints":[[1,${t + 2}],[2,${t + 1}],[3,${t + 1}],[null,${t}]]}`);
    expect(result).toMatchObject({ time: { values: [t, t + 1, t + 1, t + 2] }, value: { values: [null, 2, 3, 1] } });
  });

  it('have their time first in a graph series', () => {
    const { result } = decode(`{"label":"a","data":[[${t},1],[${t + 1},null]]}`);
    expect(result).toMatchObject({ time: { values: [t, t + 1] }, value: { values: [1, null] } });
  });
});

describe('points that are left out, named', () => {
  const point = '[value, time]';

  it.each([
    ['"abc"', `${point}, got "abc"`],
    ['null', `${point}, got null`],
    ['[]', `${point}, got []`],
    ['[1]', `${point}, got [1]`],
    ['{"value":1}', `${point}, got an object with "value"`],
    [`["abc",${t}]`, `a number as value in ${point}, got "abc"`],
    [`[{"a":1},${t}]`, `a number as value in ${point}, got an object with "a"`],
    [`[[1],${t}]`, `a number as value in ${point}, got [1]`],
    ['[1,null]', `a time in ${point}, got null`],
    ['[1,"soon"]', `a time in ${point}, got "soon"`],
    ['[1,true]', `a time in ${point}, got true`],
    ['[1,""]', `a time in ${point}, got ""`],
  ])('%s', (text, problem) => {
    expect(points(`${text},[2,${t}]`)).toEqual({
      points: [[t, 2]],
      problems: [`result[0].datapoints[1]: expected ${problem}`],
    });
  });

  it('are those whose time no host can hold', () => {
    expect(points('[1,"0001-01-01T00:00:00Z"]')).toEqual({
      points: [],
      problems: ['result[0].datapoints: expected times from 1677 to 2262, got -62135596800000'],
    });
  });

  it('are not those with more elements, whose rest is named once', () => {
    expect(points(`[1,${t},"x"],[2,${t},"y"]`)).toEqual({
      points: [
        [t, 1],
        [t, 2],
      ],
      problems: [`result[0].datapoints[1]: expected [value, time] and no more, got [1, ${t}, "x"]`],
    });
  });

  it('are named by the key the server used', () => {
    expect(decode(`{"target":"a","points":["x",[1,${t}]]}`).problems).toEqual([
      'result[0].points[0]: expected [value, time], got "x"',
    ]);
    expect(decode(`{"label":"a","data":["x",[${t},1]]}`).problems).toEqual([
      'result[0].data[0]: expected [time, value], got "x"',
    ]);
  });

  it('say when an integer had to be rounded', () => {
    expect(points(`[9007199254740993,${t}],[0.5,${t}]`).problems).toEqual([
      'result[0].datapoints: expected integers of 64 bits alone, or numbers a double can hold, got 9007199254740993',
    ]);
  });
});

describe('points that are no numbers', () => {
  it('are a table of states when all are text', () => {
    const { result, problems } = decode(
      `{"target":"s","unit":"u","tags":{"a":"b"},"datapoints":[["up",${t + 1}],[null,${t}]]}`,
    );
    expect(problems).toEqual([]);
    expect(result).toEqual({
      kind: 'table',
      position: 0,
      target: 's',
      fields: [
        { name: 'Time', type: 'time', values: [t, t + 1] },
        { name: 's', type: 'string', labels: { a: 'b' }, config: { unit: 'u' }, values: [null, 'up'] },
      ],
    });
  });

  it('are states with more elements too, whose rest is named once', () => {
    const { result, problems } = decode(`{"datapoints":[["up",${t}],["down",${t},1],["up",${t},2]]}`);
    expect(result).toMatchObject({ fields: [{ values: [t, t, t] }, { values: ['up', 'down', 'up'] }] });
    expect(problems).toEqual([`result[0].datapoints[1]: expected [value, time] and no more, got ["down", ${t}, 1]`]);
  });

  it.each([
    '{"type":"docs","target":"d","datapoints":[{"a":1},{"b":"x"}]}',
    '{"target":"d","datapoints":[{"a":1},{"b":"x"}]}',
  ])('are a table of properties when all are objects: %s', (element) => {
    expect(decode(element)).toEqual({
      result: {
        kind: 'table',
        position: 0,
        target: 'd',
        fields: [
          { name: 'a', type: 'float64', values: [1, null] },
          { name: 'b', type: 'string', values: [null, 'x'] },
        ],
      },
      problems: [],
    });
  });
});

describe('points that are objects', () => {
  const document = (time: number, value: unknown) => `{"timestamp":${time},"value":${String(value)}}`;

  it('are points, sorted, when each is a time and a number', () => {
    const points = [document(t + 1, 2), document(t, 1), '{"value":3}'].join(',');
    const { result } = decode(`{"target":"s","unit":"u","tags":{"a":"b"},"datapoints":[${points}]}`);
    expect(result).toEqual({
      kind: 'series',
      position: 0,
      target: 's',
      unit: 'u',
      labels: { a: 'b' },
      time: { name: 'Time', type: 'time', values: [t, t + 1] },
      value: { name: 'Value', type: 'float64', values: [1, 2] },
    });
  });

  it.each([
    `{"type":"docs","datapoints":[${document(t, 1)}]}`,
    `{"datapoints":[{"timestamp":${t},"value":1,"host":"x"}]}`,
    `{"datapoints":[{"timestamp":${t},"value":"x"}]}`,
    '{"datapoints":[{"index":1,"value":2}]}',
  ])('are a table otherwise: %s', (element) => {
    expect(decode(element).result).toMatchObject({ kind: 'table' });
  });
});

describe('times and values that a chart would take', () => {
  it.each([
    ['objects of x and y', `{"target":"s","datapoints":[{"x":${t},"y":1},{"x":${t + 1000},"y":null}]}`],
    [
      'x as text',
      '{"target":"s","datapoints":[{"x":"2024-05-01T06:00:00Z","y":1},{"x":"2024-05-01T06:00:01Z","y":null}]}',
    ],
    ['timestamps and values', `{"target":"s","timestamps":[${t},${t + 1000}],"values":[1,null]}`],
    ['times in seconds, and values', `{"target":"s","times":[${t / 1000},${t / 1000 + 1}],"values":[1,null]}`],
    ['x and y', `{"target":"s","x":[${t},${t + 1000}],"y":[1,null]}`],
    [
      ".NET's old dates",
      `{"target":"s","datapoints":[{"Timestamp":"/Date(${t})/","Value":1},{"Timestamp":"/Date(${t + 1000})/","Value":null}]}`,
    ],
  ])('are points: %s', (_, element) => {
    const { result, problems } = decode(element);
    expect(problems).toEqual([]);
    expect(result).toMatchObject({ kind: 'series', time: { values: [t, t + 1000] }, value: { values: [1, null] } });
  });

  it('are no points where x is no time', () => {
    expect(decode('{"target":"s","datapoints":[{"x":1,"y":2}]}').result).toMatchObject({ kind: 'table' });
  });

  it('are points though the time stands first, as text or beside nulls, with a notice', () => {
    const { result, problems } = decode('{"datapoints":[["2024-05-01T06:00:00Z",1],["2024-05-01T06:00:01Z",null]]}');
    expect(result).toMatchObject({ kind: 'series', time: { values: [t, t + 1000] }, value: { values: [1, null] } });
    expect(problems).toEqual([expect.stringContaining('they were read as [time, value]')]);
  });
});

it.each(['12 %', '21,5', '1,234.5', '20.5°C'])(
  'says of %p that numbers stand alone, and shows it as it is',
  (value) => {
    const { result, problems } = decode(`{"target":"s","datapoints":[["${value}",${t}]]}`);
    expect(result).toMatchObject({ kind: 'table', fields: [{ type: 'time' }, { type: 'string', values: [value] }] });
    expect(problems).toEqual([
      expect.stringContaining(`numbers without a unit and with a decimal point, got "${value}"`),
    ]);
  },
);

it('decodes ten thousand series in one answer', () => {
  const series = Array.from({ length: 10_000 }, (_, i) => `{"target":"s${i}","datapoints":[[${i},${t}]]}`);
  const { results, problems } = decodeQueryAnswer(Buffer.from(`[${series.join(',')}]`));
  expect(problems).toEqual([]);
  expect(results).toHaveLength(10_000);
  expect(results[9_999]).toMatchObject({ target: 's9999', position: 9_999, value: { values: Float64Array.of(9_999) } });
});
