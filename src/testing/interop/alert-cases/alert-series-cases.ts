import { failure, instances, noData, series, start, table, type AlertCase } from './alert-case.ts';

/** Series that are empty, of equal labels, of odd values or times, or beside something else. */
export const seriesCases: readonly AlertCase[] = [
  {
    number: 11,
    title: 'an empty series beside a full one',
    answer: [series('a', [42]), series('b', [])],
    ...instances([{ target: 'a' }, 'a', 42], [{ target: 'b' }, 'b', null]),
  },
  {
    number: 12,
    title: 'an empty series before a full one, with tags',
    answer: [series('load', [], { tags: { host: 'x' } }), series('load', [5], { tags: { host: 'y' } })],
    ...instances([{ host: 'x' }, 'load {host=x}', null], [{ host: 'y' }, 'load {host=y}', 5]),
  },
  {
    number: 13,
    title: 'nothing but nulls beside a full series',
    answer: [series('a', [null, null]), series('b', [42])],
    ...instances([{ target: 'a' }, 'a', null], [{ target: 'b' }, 'b', 42]),
  },
  { number: 14, title: 'empty series alone', answer: [series('a', []), series('b', [])], ...noData },
  {
    number: 15,
    title: 'a series with tags beside one without',
    answer: [series('a', [42]), series('b', [5], { tags: { host: 'x' } })],
    ...instances([{ target: 'a' }, 'a', 42], [{ host: 'x' }, 'b', 5]),
  },
  {
    number: 16,
    title: 'equal tags under two names, beside other tags',
    answer: [
      series('load', [42], { tags: { host: 'x' } }),
      series('idle', [5], { tags: { host: 'x' } }),
      series('load', [6], { tags: { host: 'y' } }),
    ],
    ...instances(
      [{ host: 'x', target: 'load' }, 'load {host=x, target=load}', 42],
      [{ host: 'x', target: 'idle' }, 'idle', 5],
      [{ host: 'y' }, 'load {host=y}', 6],
    ),
  },
  {
    number: 17,
    title: 'equal tags under one name',
    answer: [series('load', [42], { tags: { host: 'x' } }), series('load', [5], { tags: { host: 'x' } })],
    ...instances(
      [{ host: 'x', target: 'load', series: '1' }, 'load {series=1}', 42],
      [{ host: 'x', target: 'load', series: '2' }, 'load {series=2}', 5],
    ),
  },
  {
    number: 18,
    title: "a tag that looks like another series' name",
    answer: [series('a', [42]), series('b', [5], { tags: { target: 'a' } })],
    ...instances([{ target: 'a' }, 'a', 42], [{ target: 'a', target_: 'b' }, 'b', 5]),
  },
  {
    number: 19,
    title: 'a table of texts before a series',
    answer: [table(['Name: string', 'State: string'], [['x', 'up']], { target: 'states' }), series('a', [42])],
    ...instances([{ target: 'a' }, 'a', 42]),
    notice: 'the table "states" holds no number that a rule could evaluate (columns: Name, State), and was left out',
  },
  {
    number: 20,
    title: 'a table of numbers after a series',
    answer: [series('a', [42]), table(['host: string', 'load: number'], [['x', 42]])],
    ...instances([{ target: 'a' }, 'a', 42]),
    notice: 'a table has no times, and was left out: the rule evaluates the time series beside it',
  },
  {
    number: 21,
    title: 'a series of states',
    answer: [series('s', ['up', 'down'])],
    ...failure('the answer to query A holds no number that a rule could evaluate (columns: Time, s)'),
  },
  {
    number: 22,
    title: 'numbers as texts',
    answer: [series('a', ['5', '42'])],
    ...instances([{ target: 'a' }, 'a', 42]),
  },
  {
    number: 23,
    title: 'the newest point first',
    answer: [{ target: 'a', datapoints: [[42, start + 1000], [5, start]] }], // prettier-ignore
    ...instances([{ target: 'a' }, 'a', 42]),
  },
  {
    number: 24,
    title: 'one point in seconds',
    answer: [{ target: 'a', datapoints: [[42, start / 1000]] }],
    ...instances([{ target: 'a' }, 'a', 42]),
  },
  {
    number: 25,
    title: "Python's NaN before a number",
    answer: `[{"target": "a", "datapoints": [[NaN, ${start}], [42, ${start + 1000}]]}]`,
    ...instances([{ target: 'a' }, 'a', 42]),
  },
  {
    number: 26,
    title: "Python's NaN as the last value",
    answer: `[{"target": "a", "datapoints": [[42, ${start}], [NaN, ${start + 1000}]]}]`,
    unified: { state: 'NoData', instances: [[{ target: 'a' }, 'NoData', null]] },
    legacy: { state: 'alerting', instances: [['a', 'alerting', 42]] },
  },
  {
    number: 27,
    title: 'points as objects',
    answer: [{ target: 'a', datapoints: [{ timestamp: start, value: 5 }, { timestamp: start + 1000, value: 42 }] }], // prettier-ignore
    ...instances([{ target: 'a' }, 'a', 42]),
  },
  {
    number: 28,
    title: 'documents of a time and a number',
    answer: [{ timestamp: start, value: 5 }, { timestamp: start + 1000, value: 42 }], // prettier-ignore
    ...instances([{ target: 'value' }, 'value', 42]),
  },
  {
    number: 29,
    title: 'documents of a time in seconds, a text and a number',
    answer: [
      { ts: start / 1000, host: 'x', load: 42 },
      { ts: start / 1000, host: 'y', load: 5 },
    ],
    ...instances([{ host: 'x' }, 'load {host=x}', 42], [{ host: 'y' }, 'load {host=y}', 5]),
  },
  {
    number: 30,
    title: 'a series without a name',
    answer: [{ datapoints: [[42, start]] }],
    ...instances([{ target: 'a' }, 'a', 42]),
  },
];
