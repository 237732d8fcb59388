import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import { type Field, isNull, type TimeField } from '../../sdk/dataframe/field.ts';
import { isNumberField, type NumberField } from './number-field.ts';
import { seriesNames } from './series-names.ts';

/** Frames of one time and one number each become one frame with a row per time; any others stay as they are. */
export function joinSeries(frames: readonly DataFrame[]): readonly DataFrame[] {
  const series = frames.map(toSeries).filter((one) => one !== undefined);
  if (series.length === 0 || series.length !== frames.length) return frames;
  const names = seriesNames(series);
  const times = [...new Set(series.flatMap(({ time }) => timesOf(time)))].sort((a, b) => a - b);
  const rows = new Map(times.map((epochMs, row) => [epochMs, row]));
  const time: TimeField = { type: 'time', name: series[0]?.time.name ?? 'Time', values: Float64Array.from(times) };
  return [{ name: '', fields: [time, ...series.map((one, i) => spread(one, names[i] ?? '', rows))] }];
}

interface Series {
  readonly frame: DataFrame;
  readonly time: TimeField;
  readonly field: NumberField;
}

function toSeries(frame: DataFrame): Series | undefined {
  const [time, field] = frame.fields;
  if (frame.fields.length !== 2 || time?.type !== 'time' || !isNumberField(field)) return undefined;
  return { frame, time, field };
}

function timesOf(time: TimeField): readonly number[] {
  return [...time.values].filter((_, i) => !isNull(time, i));
}

/** The values on the rows of their times; rows without one are null. */
function spread({ time, field }: Series, name: string, rows: ReadonlyMap<number, number>): Field {
  const bitmap = new Uint8Array((rows.size + 7) >> 3);
  const values = field.type === 'int64' ? new BigInt64Array(rows.size) : new Float64Array(rows.size);
  let there = 0;
  for (const [i, epochMs] of time.values.entries()) {
    const row = isNull(time, i) || isNull(field, i) ? undefined : rows.get(epochMs);
    if (row === undefined) continue;
    values[row] = field.values[i] ?? 0;
    there += markValid(bitmap, row);
  }
  const validity = { bitmap, nullCount: rows.size - there };
  const header = { ...withUnit(field), name, validity };
  return values instanceof BigInt64Array
    ? { ...header, type: 'int64', values }
    : { ...header, type: 'float64', values };
}

/** @returns how many more are there: none when a series has a time twice. */
function markValid(bitmap: Uint8Array, row: number): 0 | 1 {
  const before = bitmap[row >> 3] ?? 0;
  const after = before | (1 << (row & 7));
  bitmap[row >> 3] = after;
  return before === after ? 0 : 1;
}

function withUnit({ config }: NumberField): { config?: { unit: string } } {
  return config?.unit === undefined ? {} : { config: { unit: config.unit } };
}
