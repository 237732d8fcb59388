import { frameLength, type DataFrame } from '../../dataframe/data-frame.ts';
import { isNull, type Field } from '../../dataframe/field.ts';
import type { ReverseWriter } from './reverse-writer.ts';

/** `models.RowValue.Kind`; the kind alone decides which of a cell's fields the host reads. */
const kind = { double: 1, int64: 2, bool: 3, string: 4 } as const;

/** `models.Table`, as field 5 of a result: a cell keeps its exact value, whatever its column's type. */
export function writeTable(writer: ReverseWriter, frame: DataFrame): void {
  const before = writer.length;
  const lastFieldFirst = frame.fields.toReversed();
  for (let row = frameLength(frame) - 1; row >= 0; row--) {
    const beforeRow = writer.length;
    for (const field of lastFieldFirst) {
      const beforeCell = writer.length;
      writeCell(writer, field, row);
      writer.embed(1, beforeCell);
    }
    writer.embed(2, beforeRow);
  }
  for (const field of lastFieldFirst) {
    const beforeColumn = writer.length;
    writer.string(1, field.config?.displayNameFromDS ?? field.name);
    writer.embed(1, beforeColumn);
  }
  writer.embed(5, before);
}

/** Writes nothing for null, since TYPE_NULL is 0. */
function writeCell(writer: ReverseWriter, field: Field, row: number): void {
  const value = field.values[row] ?? null;
  if (value === null || isNull(field, row)) return;
  if (typeof value === 'string') {
    writer.string(5, value);
    writer.integer(1, kind.string);
  } else if (typeof value === 'bigint') {
    writer.integer(3, value);
    writer.integer(1, kind.int64);
  } else if (field.type === 'boolean') {
    writer.integer(4, value);
    writer.integer(1, kind.bool);
  } else {
    writeNumber(writer, value, field.type === 'time');
  }
}

/** Times are whole ms where they are whole; NaN and infinities stay null, since they break the host's JSON. */
function writeNumber(writer: ReverseWriter, value: number, isTime: boolean): void {
  if (!Number.isFinite(value)) return;
  const isWhole = isTime && Number.isSafeInteger(value);
  if (isWhole) writer.integer(3, value);
  else writer.double(2, value);
  writer.integer(1, isWhole ? kind.int64 : kind.double);
}
