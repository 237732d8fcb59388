import { describe, expect, it } from '@jest/globals';
import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import { formatTable } from './format-table.ts';

const validity = { bitmap: Uint8Array.of(0b01), nullCount: 1 };
const pipe = { mostRows: 40, width: undefined, colours: false };
const frame: DataFrame = {
  name: 'hosts',
  fields: [
    { type: 'time', name: 'Time', values: Float64Array.of(1714543200000, 1714543200123) },
    { type: 'string', name: 'host', values: ['東京', null] },
    { type: 'float64', name: 'load', values: Float64Array.of(-1.5, 0), validity, config: { unit: 'percent' } },
    { type: 'int64', name: 'bytes', values: BigInt64Array.of(9007199254740993n, 7n) },
    { type: 'boolean', name: 'up', values: Uint8Array.of(1, 0) },
    { type: 'json', name: 'tags', values: ['{"a":1}', null] },
  ],
};

describe('formatTable', () => {
  it('aligns values of every type, exact, nulls as such', () => {
    expect(formatTable(frame, pipe)).toEqual([
      'Time                      host  load (percent)             bytes  up     tags',
      '────────────────────────  ────  ──────────────  ────────────────  ─────  ───────',
      '2024-05-01T06:00:00Z      東京            -1.5  9007199254740993  true   {"a":1}',
      '2024-05-01T06:00:00.123Z  null            null                 7  false  null',
    ]);
  });

  it('leaves out what a terminal has no width for, and says so', () => {
    expect(formatTable(frame, { ...pipe, width: 46 })).toEqual([
      'Time                      host  load (percent)',
      '────────────────────────  ────  ──────────────',
      '2024-05-01T06:00:00Z      東京            -1.5',
      '2024-05-01T06:00:00.123Z  null            null',
      'not shown for lack of width (--all shows them): bytes, up, tags',
    ]);
  });

  it('cuts a long table in the middle', () => {
    const numbers: DataFrame = {
      name: '',
      fields: [{ type: 'float64', name: 'n', values: Float64Array.from({ length: 100 }, (_, i) => i) }],
    };
    expect(formatTable(numbers, { ...pipe, mostRows: 3 })).toEqual([
      ' n',
      '──',
      ' 0',
      ' 1',
      '⋮ 97 more rows (--all shows them)',
      '99',
    ]);
    expect(formatTable(numbers, { ...pipe, mostRows: 100 })).toHaveLength(102);
  });

  it('shows control characters and cuts long texts', () => {
    const texts = {
      name: '',
      fields: [{ type: 'string' as const, name: 'a\u001b[31m', values: ['x\n\u009b2J', 'y'.repeat(100)] }],
    };
    expect(formatTable(texts, pipe)).toEqual(['a\\u001b[31m', '─'.repeat(60), 'x\\n�2J', `${'y'.repeat(59)}…`]);
  });

  it('says when there are no rows', () => {
    expect(formatTable({ name: '', fields: [{ type: 'string', name: 'a', values: [] }] }, pipe)).toEqual([
      'a',
      '─',
      '(no rows)',
    ]);
  });
});
