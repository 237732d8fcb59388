import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeAnnotations } from './decode-annotations.ts';
import { DecodeError } from '../answer/decoded-answer.ts';
import { aRow, decodeRows } from '../../../testing/support/readers/annotation-rows.ts';

const t = 1714543200000;
/** The last ms that frames hold. */
const never = 9_223_372_036_854;

describe('an event', () => {
  it.each<[unknown, unknown[]]>([
    [{ time: t, title: 'a', text: 'b', tags: ['x', 'y'], annotation: {} }, aRow(t, null, 'a', 'b', 'x,y')],
    [{ time: t, text: 'b' }, aRow(t, null, null, 'b')],
    [{ time: t, title: 'a' }, aRow(t, null, null, 'a')],
    [{ time: t, title: 'a', text: '' }, aRow(t, null, null, 'a')],
    [{ time: t }, aRow(t, null, null, '')],
    [{ time: String(t), text: 'b' }, aRow(t, null, null, 'b')],
    [{ time: '2024-05-01T06:00:00Z', text: 'b' }, aRow(t, null, null, 'b')],
    [{ time: t / 1000, text: 'b' }, aRow(t, null, null, 'b')],
    [{ time: t, text: 7, title: false }, aRow(t, null, 'false', '7')],
    [{ time: t, text: 'b', tags: 'x, y,,' }, aRow(t, null, null, 'b', 'x,y')],
    [{ time: t, text: 'b', tags: '' }, aRow(t, null, null, 'b', null)],
    [{ time: t, text: 'b', tags: [] }, aRow(t, null, null, 'b', null)],
    [{ time: t, text: 'b', tags: ['', null, 7] }, aRow(t, null, null, 'b', '7')],
    [{ time: t, text: 'b', tags: { host: 'x' } }, aRow(t, null, null, 'b', 'host:x')],
    [
      { time: t, text: 'b', tags: [{ key: 'env', value: 'prod' }, { text: 'x' }] },
      aRow(t, null, null, 'b', 'env:prod,x'),
    ],
    [
      {
        time: t,
        text: 'b',
        tags: [
          { term: 'x', count: 3 },
          { a: 1, b: 2 },
        ],
      },
      aRow(t, null, null, 'b', 'x,a:1 b:2'),
    ],
    [{ time: t, text: 'b', tags: 7 }, aRow(t, null, null, 'b', '7')],
    [{ time: t, text: 'b', id: 7 }, aRow(t, null, null, 'b', null, '7')],
  ])('%j', (event, expected) => {
    expect(decodeRows([event])).toEqual({ rows: [expected], problems: [] });
  });

  it('comes in order of time, those of one time as they came', () => {
    const events = [
      { time: t + 1, text: 'c' },
      { time: t, text: 'a' },
      { time: t, text: 'b' },
    ];
    expect(decodeRows(events).rows).toEqual([
      aRow(t, null, null, 'a'),
      aRow(t, null, null, 'b'),
      aRow(t + 1, null, null, 'c'),
    ]);
  });

  it('is left out and named when it has no time', () => {
    expect(decodeRows([{ text: 'a' }, { time: t, text: 'b' }, { time: 'soon' }, { time: null }, null, 7])).toEqual({
      rows: [aRow(t, null, null, 'b')],
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
    ['timeEnd', [{ time: t, timeEnd: t + 5, text: 'r' }], [aRow(t, t + 5, null, 'r')]],
    ['timeEnd as text', [{ time: t, timeEnd: String(t + 5), text: 'r' }], [aRow(t, t + 5, null, 'r')]],
    ['isRegion and timeEnd', [{ time: t, timeEnd: t + 5, isRegion: true, text: 'r' }], [aRow(t, t + 5, null, 'r')]],
    [
      'two events of one regionId with ends of their own',
      [
        { time: t, timeEnd: t + 1, regionId: 1, text: 'r' },
        { time: t + 5, timeEnd: t + 6, regionId: 1, text: 's' },
      ],
      [aRow(t, t + 1, null, 'r'), aRow(t + 5, t + 6, null, 's')],
    ],
    ['timeEnd in the year 9999', [{ time: t, timeEnd: 253_402_300_799_000, text: 'r' }], [aRow(t, never, null, 'r')]],
    ['timeEnd in the year 9999, in s', [{ time: t, timeEnd: 253_402_300_799, text: 'r' }], [aRow(t, never, null, 'r')]],
    ['timeEnd of nines', [{ time: t, timeEnd: '9999999999999', text: 'r' }], [aRow(t, never, null, 'r')]],
    [
      'timeEnd as text of the year 9999',
      [{ time: t, timeEnd: '9999-12-31T23:59:59Z', text: 'r' }],
      [aRow(t, never, null, 'r')],
    ],
    ['timeEnd before time', [{ time: t + 5, timeEnd: t, text: 'r' }], [aRow(t, t + 5, null, 'r')]],
    [
      'two events of one regionId',
      [
        { time: t, regionId: 1, text: 'r' },
        { time: t + 5, regionId: 1 },
      ],
      [aRow(t, t + 5, null, 'r')],
    ],
    [
      'two such events in reverse, each with something to say',
      [
        { time: t + 5, regionId: 'x', title: 'end', text: 'no' },
        { time: t, regionId: 'x', text: 'r', tags: ['a'], id: 1 },
      ],
      [aRow(t, t + 5, 'end', 'r', 'a', '1')],
    ],
    [
      'three events of one regionId',
      [
        { time: t + 5, regionId: 1 },
        { time: t, regionId: 1, text: 'r' },
        { time: t + 9, regionId: 1 },
      ],
      [aRow(t, t + 9, null, 'r')],
    ],
    [
      'two pairs',
      [
        { time: t, regionId: 1, text: 'r' },
        { time: t + 1, regionId: 2, text: 's' },
        { time: t + 5, regionId: 1 },
        { time: t + 6, regionId: 2 },
      ],
      [aRow(t, t + 5, null, 'r'), aRow(t + 1, t + 6, null, 's')],
    ],
  ])('by %s', (_name, events, expected) => {
    expect(decodeRows(events)).toEqual({ rows: expected, problems: [] });
  });

  it.each<[string, unknown[], unknown[][]]>([
    ['timeEnd is 0', [{ time: t, timeEnd: 0, text: 'p' }], [aRow(t, null, null, 'p')]],
    [
      'timeEnd is the epoch as text',
      [{ time: t, timeEnd: '1970-01-01T00:00:00Z', text: 'p' }],
      [aRow(t, null, null, 'p')],
    ],
    [
      'timeEnd is the year 1 of .NET',
      [{ time: t, timeEnd: '/Date(-62135596800000)/', text: 'p' }],
      [aRow(t, null, null, 'p')],
    ],
    [
      'timeEnd is the year 1 of Go',
      [{ time: t, timeEnd: '0001-01-01T00:00:00Z', text: 'p' }],
      [aRow(t, null, null, 'p')],
    ],
    ['timeEnd is null', [{ time: t, timeEnd: null, text: 'p' }], [aRow(t, null, null, 'p')]],
    ['timeEnd is time', [{ time: t, timeEnd: t, text: 'p' }], [aRow(t, null, null, 'p')]],
    ['isRegion is false', [{ time: t, timeEnd: t + 5, isRegion: false, text: 'p' }], [aRow(t, null, null, 'p')]],
    ['isRegion has no timeEnd', [{ time: t, isRegion: true, text: 'p' }], [aRow(t, null, null, 'p')]],
    ['a regionId is alone', [{ time: t, regionId: 1, text: 'p' }], [aRow(t, null, null, 'p')]],
    [
      'regionIds are 0',
      [
        { time: t, regionId: 0, text: 'p' },
        { time: t + 5, regionId: 0, text: 'q' },
      ],
      [aRow(t, null, null, 'p'), aRow(t + 5, null, null, 'q')],
    ],
  ])('is none when %s', (_name, events, expected) => {
    expect(decodeRows(events)).toEqual({ rows: expected, problems: [] });
  });

  it('with a malformed end is a point, and the end is named', () => {
    expect(decodeRows([{ time: t, timeEnd: 'later', text: 'p' }])).toEqual({
      rows: [aRow(t, null, null, 'p')],
      problems: ['annotation[0].timeEnd: expected a time, as its type says, got "later"'],
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
        decodeRows(answer);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
    { numRuns: 1000 },
  );
});
