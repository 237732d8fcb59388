import { instances, series, start, table, tableWithoutTimes, type AlertCase } from './alert-case.ts';

/** Names and labels that are blank or unsafe, and what queries say about names and units, of which no instance's identity depends. */
export const nameCases: readonly AlertCase[] = [
  {
    number: 61,
    title: 'a tag with a blank name',
    answer: [series('a', [42], { tags: { '': 'x' } }), series('a', [5], { tags: { '': 'y' } })],
    ...instances([{ '': 'x' }, 'a {=x}', 42], [{ '': 'y' }, 'a {=y}', 5]),
  },
  {
    number: 62,
    title: 'tags with blanks, quotes, brackets and line breaks',
    answer: [series('a', [42], { tags: { 'my host': 'x "1", y', 'a{}=\n': '\u6e29\n' } })],
    ...instances([{ 'my host': 'x "1", y', 'a{}=\n': '\u6e29\n' }, 'a', 42]),
  },
  {
    number: 63,
    title: "tags named as JavaScript's and Prometheus' own",
    answer: [series('a', [42], { tags: JSON.parse('{"__proto__":"x","constructor":"y","__name__":"z"}') as object })],
    ...instances([{ ['__proto__']: 'x', constructor: 'y', __name__: 'z' }, 'a', 42]),
  },
  {
    number: 64,
    title: 'tags that are blank',
    answer: [series('a', [42], { tags: { host: '' } }), series('b', [5], { tags: { host: '' } })],
    ...instances([{ host: '', target: 'a' }, 'a', 42], [{ host: '', target: 'b' }, 'b', 5]),
  },
  {
    number: 65,
    title: 'tags that differ by a blank alone',
    answer: [series('a', [42], { tags: { host: 'x' } }), series('a', [5], { tags: { host: 'x ' } })],
    ...instances([{ host: 'x' }, 'a {host=x}', 42], [{ host: 'x ' }, 'a {host=x }', 5]),
  },
  {
    number: 66,
    title: 'units of the server and of the query',
    model: { unit: 'bytes', decimals: 2 },
    answer: [series('a', [42], { unit: 'percent' })],
    ...instances([{ target: 'a' }, 'a', 42]),
  },
  {
    number: 67,
    title: 'an alias with a tag',
    model: { alias: '{{host}} now' },
    answer: [series('a', [42], { tags: { host: 'x' } }), series('b', [5], { tags: { host: 'y' } })],
    ...instances([{ host: 'x' }, 'x now', 42], [{ host: 'y' }, 'y now', 5]),
  },
  {
    number: 68,
    title: 'an alias that is the same for all',
    model: { alias: 'all' },
    answer: [series('a', [42]), series('b', [5])],
    ...instances([{ target: 'a' }, 'all', 42], [{ target: 'b' }, 'all', 5]),
    version1: instances([{}, 'all {target=a}', 42], [{}, 'all {target=b}', 5]).legacy,
  },
  {
    number: 69,
    title: 'an alias of which nothing comes out',
    model: { alias: '{{nothing}}' },
    answer: [series('a', [42])],
    ...instances([{ target: 'a' }, 'a', 42]),
  },
  {
    number: 70,
    title: 'a table with columns without a name',
    type: 'table',
    answer: [table([': string', 'the load %: number'], [['x', 42], ['y', 5]])], // prettier-ignore
    ...tableWithoutTimes([[{ 'Column 1': 'x' }, 'Alerting', 42], [{ 'Column 1': 'y' }, 'Normal', 5]]), // prettier-ignore
  },
  {
    number: 71,
    title: 'a table with times, units and an alias',
    type: 'table',
    model: { alias: '{{host}} now', unit: 'ms' },
    answer: [
      {
        type: 'table',
        columns: [
          { text: '', type: 'time' },
          { text: 'host' },
          { text: 'load', type: 'number', unit: 's', decimals: 1 },
        ],
        rows: [
          [start, 'x', 42],
          [start, 'y', 5],
        ],
      },
    ],
    ...instances([{ host: 'x' }, 'x now', 42], [{ host: 'y' }, 'y now', 5]),
  },
];
