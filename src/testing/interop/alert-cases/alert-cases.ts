import { failure, instances, noData, series, start, table, tableWithoutTimes, type AlertCase } from './alert-case.ts';

/** What every rule meets. */
export const commonCases: readonly AlertCase[] = [
  { number: 1, title: 'one series', answer: [series('a', [1, 42])], ...instances([{ target: 'a' }, 'a', 42]) },
  {
    number: 2,
    title: 'two series',
    answer: [series('a', [1, 5]), series('b', [1, 42])],
    ...instances([{ target: 'a' }, 'a', 5], [{ target: 'b' }, 'b', 42]),
  },
  {
    number: 3,
    title: 'labelled series',
    answer: [series('load', [42], { tags: { host: 'x' } }), series('load', [5], { tags: { host: 'y' } })],
    ...instances([{ host: 'x' }, 'load {host=x}', 42], [{ host: 'y' }, 'load {host=y}', 5]),
  },
  {
    number: 4,
    title: 'a table with times and labels',
    type: 'table',
    answer: [
      table(
        ['Time: time', 'host: string', 'load: number'],
        [
          [start, 'x', 42],
          [start, 'y', 5],
          [start + 1000, 'x', 43],
        ],
      ),
    ],
    ...instances([{ host: 'x' }, 'load {host=x}', 43], [{ host: 'y' }, 'load {host=y}', 5]),
  },
  {
    number: 5,
    title: 'a table without times',
    type: 'table',
    answer: [table(['host: string', 'load: number'], [['x', 42], ['y', 5]])], // prettier-ignore
    ...tableWithoutTimes([[{ host: 'x' }, 'Alerting', 42], [{ host: 'y' }, 'Normal', 5]]), // prettier-ignore
  },
  { number: 6, title: 'an empty answer', answer: [], ...noData },
  { number: 7, title: 'nothing but nulls', answer: [series('a', [null, null])], ...noData },
  {
    number: 8,
    title: 'series of one name',
    answer: [series('same', [42]), series('same', [5])],
    ...instances(
      [{ target: 'same', series: '1' }, 'same {series=1}', 42],
      [{ target: 'same', series: '2' }, 'same {series=2}', 5],
    ),
  },
  {
    number: 9,
    title: 'a constant below the threshold',
    answer: [series('a', [5])],
    ...instances([{ target: 'a' }, 'a', 5]),
  },
  { number: 10, title: 'a broken answer', answer: '[{"target":', ...failure('JSON') },
];
