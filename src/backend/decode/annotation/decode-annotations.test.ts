import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toPlainField } from '../../../testing/support/plain-answer.ts';
import { decodeAnnotations } from './decode-annotations.ts';
import { DecodeError } from '../answer/decoded-answer.ts';

const t = 1714543200000;

function decode(answer: unknown): { rows: unknown; problems: readonly string[] } {
  const { fields, problems } = decodeAnnotations(Buffer.from(JSON.stringify(answer)));
  expect(fields.map(({ name }) => name)).toEqual(['time', 'timeEnd', 'title', 'text', 'tags', 'id']);
  const columns = fields.map((field) => toPlainField(field)['values'] as unknown[]);
  return { rows: columns[0]?.map((_, row) => columns.map((column) => column[row])), problems };
}

function row(time: number, timeEnd: number | null, ...rest: readonly (string | null)[]): unknown[] {
  return [time, timeEnd, ...rest, ...Array<null>(4 - rest.length).fill(null)];
}

describe('an event', () => {
  it.each<[unknown, unknown[]]>([
    [{ time: t, title: 'a', text: 'b', tags: ['x', 'y'], annotation: {} }, row(t, null, 'a', 'b', 'x,y')],
    [{ time: t, text: 'b' }, row(t, null, null, 'b')],
    [{ time: t, title: 'a' }, row(t, null, null, 'a')],
    [{ time: t, title: 'a', text: '' }, row(t, null, null, 'a')],
    [{ time: t }, row(t, null, null, '')],
    [{ time: String(t), text: 'b' }, row(t, null, null, 'b')],
    [{ time: '2024-05-01T06:00:00Z', text: 'b' }, row(t, null, null, 'b')],
    [{ time: t / 1000, text: 'b' }, row(t, null, null, 'b')],
    [{ time: t, text: 7, title: false }, row(t, null, 'false', '7')],
    [{ time: t, text: 'b', tags: 'x, y,,' }, row(t, null, null, 'b', 'x,y')],
    [{ time: t, text: 'b', tags: '' }, row(t, null, null, 'b', null)],
    [{ time: t, text: 'b', tags: [] }, row(t, null, null, 'b', null)],
    [{ time: t, text: 'b', tags: ['', null, 7] }, row(t, null, null, 'b', '7')],
    [{ time: t, text: 'b', tags: { host: 'x' } }, row(t, null, null, 'b', 'host:x')],
    [{ time: t, text: 'b', tags: 7 }, row(t, null, null, 'b', '7')],
    [{ time: t, text: 'b', id: 7 }, row(t, null, null, 'b', null, '7')],
  ])('%j', (event, expected) => {
    expect(decode([event])).toEqual({ rows: [expected], problems: [] });
  });

  it('comes in order of time, those of one time as they came', () => {
    const events = [
      { time: t + 1, text: 'c' },
      { time: t, text: 'a' },
      { time: t, text: 'b' },
    ];
    expect(decode(events).rows).toEqual([
      row(t, null, null, 'a'),
      row(t, null, null, 'b'),
      row(t + 1, null, null, 'c'),
    ]);
  });

  it('is left out and named when it has no time', () => {
    expect(decode([{ text: 'a' }, { time: t, text: 'b' }, { time: 'soon' }, { time: null }, null, 7])).toEqual({
      rows: [row(t, null, null, 'b')],
      problems: [
        'annotation[5]: expected a series ("datapoints"), a table ("columns", "rows") or a frame ("fields"), got 7',
        'annotation[0].time: expected a time, got nothing',
        'annotation[2].time: expected a time, got "soon"',
        'annotation[3].time: expected a time, got null',
      ],
    });
  });
});

describe('a region', () => {
  it.each<[string, unknown[], unknown[][]]>([
    ['timeEnd', [{ time: t, timeEnd: t + 5, text: 'r' }], [row(t, t + 5, null, 'r')]],
    ['timeEnd as text', [{ time: t, timeEnd: String(t + 5), text: 'r' }], [row(t, t + 5, null, 'r')]],
    ['isRegion and timeEnd', [{ time: t, timeEnd: t + 5, isRegion: true, text: 'r' }], [row(t, t + 5, null, 'r')]],
    ['timeEnd before time', [{ time: t + 5, timeEnd: t, text: 'r' }], [row(t, t + 5, null, 'r')]],
    [
      'two events of one regionId',
      [
        { time: t, regionId: 1, text: 'r' },
        { time: t + 5, regionId: 1 },
      ],
      [row(t, t + 5, null, 'r')],
    ],
    [
      'two such events in reverse, each with something to say',
      [
        { time: t + 5, regionId: 'x', title: 'end', text: 'no' },
        { time: t, regionId: 'x', text: 'r', tags: ['a'], id: 1 },
      ],
      [row(t, t + 5, 'end', 'r', 'a', '1')],
    ],
    [
      'three events of one regionId',
      [
        { time: t + 5, regionId: 1 },
        { time: t, regionId: 1, text: 'r' },
        { time: t + 9, regionId: 1 },
      ],
      [row(t, t + 9, null, 'r')],
    ],
    [
      'two pairs',
      [
        { time: t, regionId: 1, text: 'r' },
        { time: t + 1, regionId: 2, text: 's' },
        { time: t + 5, regionId: 1 },
        { time: t + 6, regionId: 2 },
      ],
      [row(t, t + 5, null, 'r'), row(t + 1, t + 6, null, 's')],
    ],
  ])('by %s', (_name, events, expected) => {
    expect(decode(events)).toEqual({ rows: expected, problems: [] });
  });

  it.each<[string, unknown[], unknown[][]]>([
    ['timeEnd is 0', [{ time: t, timeEnd: 0, text: 'p' }], [row(t, null, null, 'p')]],
    [
      'timeEnd is the epoch as text',
      [{ time: t, timeEnd: '1970-01-01T00:00:00Z', text: 'p' }],
      [row(t, null, null, 'p')],
    ],
    [
      'timeEnd is the year 1 of .NET',
      [{ time: t, timeEnd: '/Date(-62135596800000)/', text: 'p' }],
      [row(t, null, null, 'p')],
    ],
    [
      'timeEnd is the year 1 of Go',
      [{ time: t, timeEnd: '0001-01-01T00:00:00Z', text: 'p' }],
      [row(t, null, null, 'p')],
    ],
    ['timeEnd is null', [{ time: t, timeEnd: null, text: 'p' }], [row(t, null, null, 'p')]],
    ['timeEnd is time', [{ time: t, timeEnd: t, text: 'p' }], [row(t, null, null, 'p')]],
    ['isRegion is false', [{ time: t, timeEnd: t + 5, isRegion: false, text: 'p' }], [row(t, null, null, 'p')]],
    ['isRegion has no timeEnd', [{ time: t, isRegion: true, text: 'p' }], [row(t, null, null, 'p')]],
    ['a regionId is alone', [{ time: t, regionId: 1, text: 'p' }], [row(t, null, null, 'p')]],
    [
      'regionIds are 0',
      [
        { time: t, regionId: 0, text: 'p' },
        { time: t + 5, regionId: 0, text: 'q' },
      ],
      [row(t, null, null, 'p'), row(t + 5, null, null, 'q')],
    ],
  ])('is none when %s', (_name, events, expected) => {
    expect(decode(events)).toEqual({ rows: expected, problems: [] });
  });

  it('with a malformed end is a point, and the end is named', () => {
    expect(decode([{ time: t, timeEnd: 'later', text: 'p' }])).toEqual({
      rows: [row(t, null, null, 'p')],
      problems: ['annotation[0].timeEnd: expected a time, as its type says, got "later"'],
    });
  });
});

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
      [row(t, t + 5, 'a', 'b', 'x,y', '7')],
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
      [row(t, null, null, 'b', 'x,y')],
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
      [row(t, null, null, 'b'), row(t + 1, t + 5, null, 'c')],
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
      [row(t, t + 5, null, 'r')],
    ],
    ['an array of events in an array', [[{ time: t, text: 'b' }]], [row(t, null, null, 'b')]],
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
      [row(86_400_000, null, null, 'b')],
    ],
    ['an envelope', { annotations: [{ time: t, text: 'b' }] }, [row(t, null, null, 'b')]],
    ['one event', { time: t, text: 'b' }, [row(t, null, null, 'b')]],
    ['nothing', [], []],
    ['null', null, []],
  ])('%s', (_name, answer, expected) => {
    expect(decode(answer)).toEqual({ rows: expected, problems: [] });
  });

  it('are dated by their column "time" before any other of times', () => {
    const fields = [
      { name: 'created', type: 'time', values: [t + 9] },
      { name: 'time', type: 'time', values: [t] },
      { name: 'text', values: ['b'] },
    ];
    expect(decode([{ fields }]).rows).toEqual([row(t, null, null, 'b')]);
  });

  it('may come beside events', () => {
    const frame = {
      fields: [
        { name: 'time', values: [t] },
        { name: 'text', values: ['b'] },
      ],
    };
    expect(decode([{ time: t / 1000, text: 'a' }, frame]).rows).toEqual([
      row(t, null, null, 'b'),
      row(t, null, null, 'a'),
    ]);
  });

  it('name rows and frames without a time', () => {
    const frame = {
      fields: [
        { name: 'time', type: 'time', values: [null, t] },
        { name: 'text', values: ['a', 'b'] },
      ],
    };
    expect(decode([frame, { fields: [{ name: 'text', values: ['a'] }] }])).toEqual({
      rows: [row(t, null, null, 'b')],
      problems: [
        'annotation[0], column "time", row 0: expected a time, got null',
        'annotation[1]: expected a column "time", got ["text"]',
      ],
    });
  });
});

it.each(['"a"', '{"message":"no"}', '<html>', '[7]', '[{"text":"a"}]'])('%s is refused', (body) => {
  expect(() => decodeAnnotations(Buffer.from(body))).toThrow(DecodeError);
});

it('any JSON is decoded or refused, never a crash', () => {
  const key = fc.constantFrom(
    'time',
    'timeEnd',
    'text',
    'title',
    'tags',
    'regionId',
    'isRegion',
    'fields',
    'name',
    'values',
  );
  const leaf = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(t, 'time', 'text'));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie('tree')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  fc.assert(
    fc.property(tree, (answer) => {
      try {
        decode(answer);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
    { numRuns: 1000 },
  );
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
    expect(decode(answer).rows).toEqual([row(t, null, null, 'point'), row(t + 1, t + 1000, null, 'region')]);
  });

  it.each([[0], ['0'], [false], [''], [-1], ['0001-01-01T00:00:00'], [null]])(
    '%j as the end of an event is no end',
    (end) => {
      expect(decode([{ time: t, timeEnd: end, text: 'b' }])).toEqual({ rows: [row(t, null, null, 'b')], problems: [] });
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
    expect(decode(answer).rows).toEqual([
      row(t, null, null, 'a', 'x,y'),
      row(t, null, null, 'b', '[unfinished'),
      row(t, null, null, 'c', 'z'),
    ]);
  });
});

describe('a saved annotation with mappings', () => {
  const hints = { columnNames: { time: 'Start', timeEnd: 'End', text: 'What', tags: 'Labels' } };

  it.each<[string, unknown]>([
    [
      'a table',
      {
        type: 'table',
        columns: ['Start', 'End', 'Other', 'What', 'Labels'].map((text) => ({ text })),
        rows: [[t, t + 60_000, 'no', 'hello', ['a', 'b']]],
      },
    ],
    ['an event', { Start: t, End: t + 60_000, Other: 'no', What: 'hello', Labels: ['a', 'b'] }],
  ])('is read from %s, and found by the page under the names it knows', (_, element) => {
    const { fields } = decodeAnnotations(Buffer.from(JSON.stringify([element])), hints);
    const columns = Object.fromEntries(fields.map((field) => [field.name, toPlainField(field)['values']]));
    expect(columns).toMatchObject({
      time: [t],
      timeEnd: [t + 60_000],
      text: ['hello'],
      tags: ['a,b'],
      Start: [t],
      End: [t + 60_000],
      What: ['hello'],
      Labels: ['a,b'],
    });
  });

  it('does without for what the server calls as Grafana does', () => {
    const { fields } = decodeAnnotations(Buffer.from(JSON.stringify([{ time: t, text: 'b' }])), hints);
    const times = fields.filter(({ name }) => name === 'time').map((field) => toPlainField(field)['values']);
    expect(times).toEqual([[t]]);
  });
});

describe('events under other names', () => {
  const t = 1714543200000;
  const iso = '2024-05-01T06:00:00Z';

  it.each<[string, unknown, unknown]>([
    ['timestamp and message', [{ timestamp: t, message: 'x' }], { time: t, text: 'x' }],
    ['date and description', [{ date: iso, description: 'x' }], { time: t, text: 'x' }],
    ['start and end', [{ start: iso, end: '2024-05-01T06:00:01Z', title: 'x' }], { time: t, timeEnd: t + 1000, text: 'x' }], // prettier-ignore
    ['hits of a search', { hits: { hits: [{ _index: 'i', _source: { '@timestamp': iso, message: 'x' } }] } }, { time: t, text: 'x' }], // prettier-ignore
    ['by number', { 1: { time: t, text: 'x' } }, { time: t, text: 'x' }],
    ['in a text', { statusCode: 200, body: JSON.stringify([{ time: t, text: 'x' }]) }, { time: t, text: 'x' }],
    ['in arrays of one', [{ time: [t], text: ['x'], tags: [] }], { time: t, text: 'x' }],
  ])('%s', (_, answer, expected) => {
    const { fields, problems } = decodeAnnotations(Buffer.from(JSON.stringify(answer)));
    const first = Object.fromEntries(fields.map(({ name, values }) => [name, values[0]]));
    expect(first).toMatchObject(expected as object);
    expect(problems).toEqual([]);
  });

  it('are refused where nothing is plainly a time', () => {
    expect(() => decodeAnnotations(Buffer.from('[{"timestamp":"soon","message":"x"}]'))).toThrow('expected a time');
  });
});
