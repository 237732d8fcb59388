import { failure, noData, series, start, table, type AlertCase } from './alert-case.ts';

/** What every rule meets. */
export const commonCases: readonly AlertCase[] = [
  {
    number: 1,
    title: 'one series',
    answer: [series('a', [1, 42])],
    unified: { state: 'Alerting', instances: [[{ target: 'a' }, 'Alerting', 42]] },
    legacy: { state: 'alerting', instances: [['a', 'alerting', 42]] },
  },
  {
    number: 2,
    title: 'two series',
    answer: [series('a', [1, 5]), series('b', [1, 42])],
    unified: {
      state: 'Alerting',
      instances: [
        [{ target: 'a' }, 'Normal', 5],
        [{ target: 'b' }, 'Alerting', 42],
      ],
    },
    legacy: {
      state: 'alerting',
      instances: [
        ['a', 'ok', 5],
        ['b', 'alerting', 42],
      ],
    },
  },
  {
    number: 3,
    title: 'labelled series',
    answer: [series('load', [42], { tags: { host: 'x' } }), series('load', [5], { tags: { host: 'y' } })],
    unified: {
      state: 'Alerting',
      instances: [
        [{ host: 'x' }, 'Alerting', 42],
        [{ host: 'y' }, 'Normal', 5],
      ],
    },
    legacy: {
      state: 'alerting',
      instances: [
        ['load {host=x}', 'alerting', 42],
        ['load {host=y}', 'ok', 5],
      ],
    },
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
    unified: {
      state: 'Alerting',
      instances: [
        [{ host: 'x' }, 'Alerting', 43],
        [{ host: 'y' }, 'Normal', 5],
      ],
    },
    legacy: {
      state: 'alerting',
      instances: [
        ['load {host=x}', 'alerting', 43],
        ['load {host=y}', 'ok', 5],
      ],
    },
  },
  {
    number: 5,
    title: 'a table without times',
    type: 'table',
    answer: [
      table(
        ['host: string', 'load: number'],
        [
          ['x', 42],
          ['y', 5],
        ],
      ),
    ],
    unified: {
      state: 'Alerting',
      instances: [
        [{ host: 'x' }, 'Alerting', 42],
        [{ host: 'y' }, 'Normal', 5],
      ],
    },
    legacy: { state: 'error', error: 'not recognized as a time series' },
    version1: { state: 'no_data' },
  },
  { number: 6, title: 'an empty answer', answer: [], ...noData },
  { number: 7, title: 'nothing but nulls', answer: [series('a', [null, null])], ...noData },
  {
    number: 8,
    title: 'series of one name',
    answer: [series('same', [42]), series('same', [5])],
    unified: {
      state: 'Alerting',
      instances: [
        [{ target: 'same', series: '1' }, 'Alerting', 42],
        [{ target: 'same', series: '2' }, 'Normal', 5],
      ],
    },
    legacy: {
      state: 'alerting',
      instances: [
        ['same {series=1}', 'alerting', 42],
        ['same {series=2}', 'ok', 5],
      ],
    },
  },
  {
    number: 9,
    title: 'a constant below the threshold',
    answer: [series('a', [5])],
    unified: { state: 'Normal', instances: [[{ target: 'a' }, 'Normal', 5]] },
    legacy: { state: 'ok', instances: [['a', 'ok', 5]] },
  },
  { number: 10, title: 'a broken answer', answer: '[{"target":', ...failure('JSON') },
];
