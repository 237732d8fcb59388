import { describe, expect, it } from '@jest/globals';
import { aRow, decodeRows } from '../../../testing/support/readers/annotation-rows.ts';

const t = 1714543200000;

describe('frames and tables of events', () => {
  it.each<[string, unknown, unknown[][]]>([
    [
      'a frame',
      [
        {
          fields: [
            { name: 'time', values: [t] },
            { name: 'timeEnd', values: [t + 5] },
            { name: 'title', values: ['a'] },
            { name: 'text', values: ['b'] },
            { name: 'tags', values: ['x,y'] },
            { name: 'id', values: [7] },
          ],
        },
      ],
      [aRow(t, t + 5, 'a', 'b', 'x,y', '7')],
    ],
    [
      'a frame as the server writes it',
      [
        {
          schema: {
            fields: [
              { name: 'Time', type: 'time' },
              { name: 'Tags', type: 'other' },
              { name: 'Message', type: 'string' },
            ],
          },
          data: { values: [[t], [['x', 'y']], ['b']] },
        },
      ],
      [aRow(t, null, null, 'b', 'x,y')],
    ],
    [
      'a table',
      [
        {
          type: 'table',
          columns: [{ text: 'when', type: 'time' }, { text: 'what' }, { text: 'timeend' }],
          rows: [
            [t, 'b', 0],
            [t + 1, 'c', t + 5],
          ],
        },
      ],
      [aRow(t, null, null, 'b'), aRow(t + 1, t + 5, null, 'c')],
    ],
    [
      'a frame of region halves',
      [
        {
          fields: [
            { name: 'time', values: [t, t + 5] },
            { name: 'regionId', values: [1, 1] },
            { name: 'text', values: ['r', null] },
          ],
        },
      ],
      [aRow(t, t + 5, null, 'r')],
    ],
    ['an array of events in an array', [[{ time: t, text: 'b' }]], [aRow(t, null, null, 'b')]],
    [
      'a frame before 1973',
      [
        {
          fields: [
            { name: 'time', type: 'time', values: ['1970-01-02T00:00:00Z'] },
            { name: 'text', values: ['b'] },
          ],
        },
      ],
      [aRow(86_400_000, null, null, 'b')],
    ],
    ['an envelope', { annotations: [{ time: t, text: 'b' }] }, [aRow(t, null, null, 'b')]],
    ['one event', { time: t, text: 'b' }, [aRow(t, null, null, 'b')]],
    ['nothing', [], []],
    ['null', null, []],
  ])('%s', (_name, answer, expected) => {
    expect(decodeRows(answer)).toEqual({ rows: expected, problems: [] });
  });

  it('are dated by their column "time" before any other of times', () => {
    const fields = [
      { name: 'created', type: 'time', values: [t + 9] },
      { name: 'time', type: 'time', values: [t] },
      { name: 'text', values: ['b'] },
    ];
    expect(decodeRows([{ fields }]).rows).toEqual([aRow(t, null, null, 'b')]);
  });

  it('may come beside events', () => {
    const frame = {
      fields: [
        { name: 'time', values: [t] },
        { name: 'text', values: ['b'] },
      ],
    };
    expect(decodeRows([{ time: t / 1000, text: 'a' }, frame]).rows).toEqual([
      aRow(t, null, null, 'b'),
      aRow(t, null, null, 'a'),
    ]);
  });

  it('name rows and frames without a time', () => {
    const frame = {
      fields: [
        { name: 'time', type: 'time', values: [null, t] },
        { name: 'text', values: ['a', 'b'] },
      ],
    };
    expect(decodeRows([frame, { fields: [{ name: 'text', values: ['a'] }] }])).toEqual({
      rows: [aRow(t, null, null, 'b')],
      problems: [
        'annotation[0], column "time", row 0: expected a time, got null',
        'annotation[1]: expected a column "time", got ["text"]',
      ],
    });
  });
});

describe('what servers with typed structures write', () => {
  const columns = (...types: readonly (readonly [string, string?])[]): unknown[] =>
    types.map(([text, type]) => ({ text, ...(type !== undefined && { type }) }));

  it.each([[0], [null], ['0001-01-01T00:00:00Z']])('%j as the end in a table of times is no end', (end) => {
    const answer = [
      {
        type: 'table',
        columns: columns(['time', 'time'], ['timeEnd', 'time'], ['text', 'string']),
        rows: [
          [t, end, 'point'],
          [t + 1, t + 1000, 'region'],
        ],
      },
    ];
    expect(decodeRows(answer).rows).toEqual([aRow(t, null, null, 'point'), aRow(t + 1, t + 1000, null, 'region')]);
  });

  it.each([[0], ['0'], [false], [''], [-1], ['0001-01-01T00:00:00'], [null]])(
    '%j as the end of an event is no end',
    (end) => {
      expect(decodeRows([{ time: t, timeEnd: end, text: 'b' }])).toEqual({
        rows: [aRow(t, null, null, 'b')],
        problems: [],
      });
    },
  );

  it('tags may be arrays in a column that is declared as text', () => {
    const rows = [
      [t, 'a', ['x', 'y']],
      [t, 'b', '[unfinished'],
      [t, 'c', '["z"]'],
    ];
    const answer = [
      { type: 'table', columns: columns(['time', 'time'], ['text', 'string'], ['tags', 'string']), rows },
    ];
    expect(decodeRows(answer).rows).toEqual([
      aRow(t, null, null, 'a', 'x,y'),
      aRow(t, null, null, 'b', '[unfinished'),
      aRow(t, null, null, 'c', 'z'),
    ]);
  });
});
