import { failure, instances, noData, start, table, tableWithoutTimes, type AlertCase } from './alert-case.ts';
import type { Json } from '../go-host.ts';

const inventory = ['host: string', 'region: string', 'cpus: number', 'disk: number'];

/** As Grafana's server writes it; the second value of the second column is NaN. */
function frame(fields: readonly Json[], values: readonly (readonly unknown[])[]): Json {
  return { schema: { fields }, data: { values, entities: [null, { NaN: [1] }] } };
}

/** Tables with and without times, numbers or texts. */
export const tableCases: readonly AlertCase[] = (
  [
    {
      number: 31,
      title: 'several number columns, no times',
      answer: [table(inventory, [['db-1', 'us', 8, 42], ['db-2', 'eu', 4, 5]])], // prettier-ignore
      ...tableWithoutTimes([
        [{ host: 'db-1', region: 'us', target: 'cpus' }, 'Normal', 8],
        [{ host: 'db-1', region: 'us', target: 'disk' }, 'Alerting', 42],
        [{ host: 'db-2', region: 'eu', target: 'cpus' }, 'Normal', 4],
        [{ host: 'db-2', region: 'eu', target: 'disk' }, 'Normal', 5],
      ]),
    },
    {
      number: 32,
      title: 'a null among numbers without times',
      answer: [table(['host: string', 'load: number'], [['x', 5], ['y', null]])], // prettier-ignore
      ...tableWithoutTimes([[{ host: 'x' }, 'Normal', 5], [{ host: 'y' }, 'NoData', null]]), // prettier-ignore
      untyped: { state: 'Normal', instances: [[{ host: 'x' }, 'Normal', 5]] },
    },
    {
      number: 33,
      title: 'equal texts with different numbers',
      answer: [table(['host: string', 'load: number'], [['x', 42], ['y', 1], ['x', 5]])], // prettier-ignore
      ...failure(
        'the answer to query A holds two rows that nothing tells apart: row 1 (load: 42) and row 3 (load: 5), both of host=x',
      ),
    },
    {
      number: 34,
      title: 'equal texts with equal numbers',
      answer: [table(['host: string', 'load: number'], [['x', 42], ['x', 42]])], // prettier-ignore
      ...tableWithoutTimes([[{ host: 'x' }, 'Alerting', 42]]),
      notice: '1 row says the same as another of equal texts, and was left out',
    },
    {
      number: 35,
      title: 'several rows of nothing but numbers',
      answer: [table(['load: number'], [[42], [5]])],
      ...failure('row 1 (load: 42) and row 2 (load: 5), both without a text'),
    },
    {
      number: 36,
      title: 'one row of one number',
      answer: [table(['load: number'], [[42]])],
      ...tableWithoutTimes([[{}, 'Alerting', 42]]),
    },
    {
      number: 37,
      title: 'a text and a time, but no number',
      answer: [table(['Name: string', 'Last: time'], [['x', start]])],
      ...failure('the answer to query A holds no number that a rule could evaluate (columns: Name, Last)'),
    },
    {
      number: 38,
      title: 'a text column of nothing but numbers',
      answer: [table(['host: string', 'load: string'], [['x', '42'], ['y', '5']])], // prettier-ignore
      ...tableWithoutTimes([[{ host: 'x' }, 'Alerting', 42], [{ host: 'y' }, 'Normal', 5]]), // prettier-ignore
    },
    {
      number: 39,
      title: 'rows without a time',
      answer: [table(['Time: time', 'load: number'], [[start, 5], [null, 99], [start + 1000, 42], [null, 99]], { target: 't' })], // prettier-ignore
      ...instances([{ target: 'load' }, 'load', 42]),
      notice: '2 rows of the table "t" have no time, and were left out',
    },
    {
      number: 40,
      title: 'several number columns with times, the newest first',
      answer: [table(['Time: time', 'host: string', 'cpus: number', 'disk: number'], [[start + 1000, 'x', 8, 42], [start, 'x', 9, 43]])], // prettier-ignore
      ...instances([{ host: 'x', target: 'cpus' }, 'cpus', 8], [{ host: 'x', target: 'disk' }, 'disk', 42]),
    },
    {
      number: 41,
      title: 'true and false beside a number',
      answer: [table(['up: boolean', 'hosts: number'], [[true, 42], [false, 5]])], // prettier-ignore
      ...tableWithoutTimes([[{ up: 'true' }, 'Alerting', 42], [{ up: 'false' }, 'Normal', 5]]), // prettier-ignore
    },
    {
      number: 42,
      title: 'true and false, but no number',
      answer: [table(['host: string', 'up: boolean'], [['x', true], ['y', false]])], // prettier-ignore
      ...tableWithoutTimes([[{ host: 'x' }, 'Normal', 1], [{ host: 'y' }, 'Normal', 0]]), // prettier-ignore
    },
    {
      number: 43,
      title: 'a text column called target',
      answer: [table(['target: string', 'cpus: number', 'disk: number'], [['x', 8, 42]])],
      ...tableWithoutTimes([
        [{ target: 'x', target_: 'cpus' }, 'Normal', 8],
        [{ target: 'x', target_: 'disk' }, 'Alerting', 42],
      ]),
    },
    {
      number: 44,
      title: 'times without an offset in a column that nobody declared',
      answer: [table(['datetime', 'v'], [['2024-05-01 06:00:00', 5], ['2024-05-01 06:01:00.5', 42]])], // prettier-ignore
      ...instances([{ target: 'v' }, 'v', 42]),
    },
    {
      number: 45,
      title: 'columns of one name',
      answer: [table(['host: string', 'host: string', 'load: number'], [['x', 'a', 42], ['x', 'b', 5]])], // prettier-ignore
      ...tableWithoutTimes([[{ host: 'x', host_: 'a' }, 'Alerting', 42], [{ host: 'x', host_: 'b' }, 'Normal', 5]]), // prettier-ignore
    },
    { number: 46, title: 'a table without rows', answer: [table(['Name: string', 'State: string'], [])], ...noData },
    {
      number: 47,
      title: 'nothing but nulls in a table with times',
      answer: [table(['Time: time', 'load: number'], [[start, null]])],
      ...noData,
    },
    {
      number: 48,
      title: 'one row of a time and a number',
      answer: [table(['Time: time', 'load: number'], [[start / 1000, 42]])],
      ...instances([{ target: 'load' }, 'load', 42]),
    },
    {
      number: 49,
      title: 'two tables without times',
      answer: [
        table(['host: string', 'load: number'], [['x', 42]], { target: 'a' }),
        table(['host: string', 'load: number'], [['y', 5]], { target: 'a' }),
      ],
      ...tableWithoutTimes([[{ host: 'x' }, 'Alerting', 42], [{ host: 'y' }, 'Normal', 5]]), // prettier-ignore
    },
    {
      number: 50,
      title: "NaN in a server's own frame",
      answer: [frame([{ name: 'time', type: 'time' }, { name: 'v', type: 'number' }], [[start, start + 1000], [42, null]])], // prettier-ignore
      unified: { state: 'NoData', instances: [[{ target: 'v' }, 'NoData', null]] },
      legacy: { state: 'alerting', instances: [['v', 'alerting', 42]] },
    },
    {
      number: 51,
      title: "NaN in a server's own frame without times",
      answer: [frame([{ name: 'host', type: 'string' }, { name: 'v', type: 'number' }], [['x', 'y'], [42, null]])], // prettier-ignore
      ...tableWithoutTimes([[{ host: 'x' }, 'Alerting', 42], [{ host: 'y' }, 'NoData', null]]), // prettier-ignore
      untyped: { state: 'Alerting', instances: [[{ host: 'x' }, 'Alerting', 42]] },
    },
    {
      number: 52,
      title: "a server's own frame, wide",
      answer: [
        {
          schema: {
            fields: [
              { name: 'time', type: 'time' },
              { name: 'v', type: 'number', labels: { host: 'x' } },
              { name: 'v', type: 'number', labels: { host: 'y' } },
            ],
          },
          data: { values: [[start], [42], [5]] },
        },
      ],
      ...instances([{ host: 'x' }, 'v {host=x}', 42], [{ host: 'y' }, 'v {host=y}', 5]),
    },
  ] satisfies readonly Omit<AlertCase, 'type'>[]
).map((each) => ({ ...each, type: 'table' }));
