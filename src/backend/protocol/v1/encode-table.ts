import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { frameLength, type DataFrame } from '../../dataframe/data-frame.ts';
import { isNull, type Field } from '../../dataframe/field.ts';

/** `models.RowValue.Kind`; the kind alone decides which of a cell's fields the host reads. */
const kind = { double: 1, int64: 2, bool: 3, string: 4 } as const;

/** `models.Table` as bytes: a cell keeps its exact value, whatever its column's type. */
export function encodeTable(frame: DataFrame): Uint8Array {
  const writer = new BinaryWriter();
  for (const field of frame.fields) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(field.config?.displayNameFromDS ?? field.name);
    writer.join();
  }
  for (let row = 0; row < frameLength(frame); row++) {
    writer.tag(2, WireType.LengthDelimited).fork();
    for (const field of frame.fields) {
      writer.tag(1, WireType.LengthDelimited).fork();
      writeCell(writer, field, row);
      writer.join();
    }
    writer.join();
  }
  return writer.finish();
}

/** Writes nothing for null, since TYPE_NULL is 0. */
function writeCell(writer: BinaryWriter, field: Field, row: number): void {
  const value = field.values[row] ?? null;
  if (value === null || isNull(field, row)) return;
  if (typeof value === 'string') {
    writer.tag(1, WireType.Varint).int32(kind.string);
    writer.tag(5, WireType.LengthDelimited).string(value);
  } else if (typeof value === 'bigint') {
    writer.tag(1, WireType.Varint).int32(kind.int64);
    writer.tag(3, WireType.Varint).int64(value);
  } else if (field.type === 'boolean') {
    writer.tag(1, WireType.Varint).int32(kind.bool);
    writer.tag(4, WireType.Varint).bool(value !== 0);
  } else {
    writeNumber(writer, value, field.type === 'time');
  }
}

/** Times are whole ms where they are whole; NaN and infinities stay null, since they break the host's JSON. */
function writeNumber(writer: BinaryWriter, value: number, isTime: boolean): void {
  if (!Number.isFinite(value)) return;
  if (isTime && Number.isSafeInteger(value)) {
    writer.tag(1, WireType.Varint).int32(kind.int64);
    writer.tag(3, WireType.Varint).int64(value);
    return;
  }
  writer.tag(1, WireType.Varint).int32(kind.double);
  writer.tag(2, WireType.Bit64).double(value);
}
