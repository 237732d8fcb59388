import { failure, instances, noData, series, start, table, tableWithoutTimes, type AlertCase } from './alert-case.ts';

const iso = (offset: string, ...seconds: readonly number[]): readonly string[] =>
  seconds.map((second) => `2024-05-01T06:00:0${second}${offset}`);

/** What servers in use answer where they have nothing, or mean something else than they say. */
export const oddCases: readonly AlertCase[] = [
  { number: 72, title: 'null', answer: 'null', ...noData },
  { number: 73, title: 'an empty object', answer: '{}', ...noData },
  { number: 74, title: 'status 204', status: 204, answer: '', ...noData },
  { number: 75, title: 'nothing', answer: '', ...noData },
  {
    number: 76,
    title: 'points without a time',
    answer: [{ target: 'a', datapoints: [[42]] }],
    ...failure('result[0].datapoints[0]: expected [value, time], got [42]'),
  },
  {
    number: 77,
    title: 'times that are none',
    answer: [{ target: 'a', datapoints: [[42, 'yesterday'], [5, 'today']] }], // prettier-ignore
    ...failure('result[0].datapoints[0]: expected a time in [value, time], got "yesterday"'),
  },
  {
    number: 78,
    title: 'points without a time beside a full series',
    answer: [{ target: 'a', datapoints: [[5]] }, series('b', [42])],
    ...instances([{ target: 'a' }, 'a', null], [{ target: 'b' }, 'b', 42]),
    notice: 'result[0].datapoints[0]: expected [value, time], got [5]',
  },
  {
    number: 79,
    title: 'several values of one time, the last one last',
    answer: [{ target: 'a', datapoints: [[7, start], [5, start + 1000], [42, start + 1000]] }], // prettier-ignore
    ...instances([{ target: 'a' }, 'a', 42]),
  },
  {
    number: 80,
    title: 'true and false as values',
    answer: `[{"target":"a","datapoints":[[false,${start}],[true,${start + 1000}]]}]`,
    ...instances([{ target: 'a' }, 'a', 1]),
  },
  {
    number: 81,
    title: 'integers that no double holds',
    answer: `[{"target":"a","datapoints":[[5,${start}],[9007199254740993,${start + 1000}]]}]`,
    ...instances([{ target: 'a' }, 'a', 9007199254740992]),
  },
  {
    number: 82,
    title: 'times as text',
    answer: iso('Z', 1, 0).map((time, i) => ({ target: `s${i}`, datapoints: [[i === 0 ? 42 : 5, time]] })),
    ...instances([{ target: 's0' }, 's0', 42], [{ target: 's1' }, 's1', 5]),
  },
  {
    number: 83,
    title: 'times as text without an offset, the newest first',
    answer: [{ target: 'a', datapoints: iso('', 1, 0).map((time, i) => [i === 0 ? 42 : 5, time]) }],
    ...instances([{ target: 'a' }, 'a', 42]),
  },
  {
    number: 84,
    title: 'times in seconds with fractions',
    answer: [{ target: 'a', datapoints: [[5, start / 1000 + 0.25], [42, start / 1000 + 1.5]] }], // prettier-ignore
    ...instances([{ target: 'a' }, 'a', 42]),
  },
  {
    number: 85,
    title: 'series without names',
    answer: [{ datapoints: [[42, start]] }, { datapoints: [[5, start]] }],
    ...instances([{ target: 'a', series: '1' }, 'a {series=1}', 42], [{ target: 'a', series: '2' }, 'a {series=2}', 5]),
  },
  {
    number: 86,
    title: 'a table with times beside a series',
    answer: [series('a', [42]), table(['Time: time', 'host: string', 'load: number'], [[start, 'x', 5]])],
    ...instances([{ target: 'a' }, 'a', 42], [{ host: 'x' }, 'load', 5]),
  },
  {
    number: 87,
    title: 'several rows of one time and text',
    type: 'table',
    answer: [table(['Time: time', 'host: string', 'load: number'], [[start, 'x', 5], [start, 'x', 42]])], // prettier-ignore
    ...instances([{ host: 'x' }, 'load', 42]),
  },
  {
    number: 88,
    title: 'a blank row in a table without times',
    type: 'table',
    answer: [table(['host: string', 'load: number'], [['x', 42], [null, null]])], // prettier-ignore
    ...tableWithoutTimes([[{ host: 'x' }, 'Alerting', 42]]),
  },
  {
    number: 89,
    title: 'a table of one row without cells',
    type: 'table',
    answer: [table(['power: number', 'device: string', 'today: number'], [[]])],
    ...noData,
  },
  {
    number: 90,
    title: 'a table of times and of true and false',
    type: 'table',
    answer: [table(['Time: time', 'up: boolean'], [[start, false], [start + 1000, true]])], // prettier-ignore
    ...instances([{ target: 'up' }, 'up', 1]),
  },
  {
    number: 91,
    title: 'an error with status 200',
    answer: { status: 'error', message: 'the database is down', data: [] },
    ...failure('the database is down'),
  },
  {
    number: 92,
    title: 'a table of times that cannot be read',
    type: 'table',
    answer: [table(['Time: time', 'host: string', 'load: number'], [['05/01/2024 06:00:00 AM', 'x', 42]])],
    ...failure('has a column "Time" of times that cannot be read, such as "05/01/2024 06:00:00 AM"'),
  },
  {
    number: 93,
    title: 'documents of times that cannot be read',
    answer: [{ time: '05/01/2024 06:00:00 AM', host: 'x', load: 42 }],
    ...failure('has a column "time" of times that cannot be read, such as "05/01/2024 06:00:00 AM"'),
  },
];
