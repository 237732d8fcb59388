import type { ByteWriter } from './byte-writer.ts';
import { writeColumn, type ColumnLayout } from './column.ts';
import { refer, roundUp, tableTemplate, writeTable } from './flatbuffer.ts';

/** `RecordBatch` of Arrow's Message.fbs, and the body behind it. */
export interface RecordBatchLayout {
  readonly columns: readonly ColumnLayout[];
  readonly rows: number;
  /** Of the table and its vectors. */
  readonly byteLength: number;
  /** Of the buffers with their padding. */
  readonly bodyLength: number;
}

/** `RecordBatch`: length, nodes, buffers. */
const positions = { nodes: 4, length: 8, buffers: 16 };
const recordBatch = tableTemplate([positions.length, positions.nodes, positions.buffers], [0, 0, 0, 0]);

/** `FieldNode` is a length and a number of nulls, `Buffer` an offset and a length, of eight bytes each. */
const structSize = 16;

/** Brings a vector's structs, which come after their number, to a multiple of eight bytes. */
const vectorPadding = 4;

export function layOutRecordBatch(columns: readonly ColumnLayout[], rows: number): RecordBatchLayout {
  let structs = 0;
  let bodyLength = 0;
  for (const { bufferSizes } of columns) {
    structs += 1 + bufferSizes.length;
    for (const size of bufferSizes) bodyLength += roundUp(size, 8);
  }
  const byteLength = recordBatch.byteLength + 4 + vectorPadding + 4 + structSize * structs;
  return { columns, rows, byteLength, bodyLength };
}

/** Begins four bytes behind a multiple of eight, so that what needs it lies on one; returns where the table begins. */
export function writeRecordBatch(writer: ByteWriter, { columns, rows }: RecordBatchLayout): number {
  const table = writeTable(writer, recordBatch);
  writer.setSize64(table + positions.length, rows);
  refer(writer, table + positions.nodes);
  writer.uint32(columns.length);
  for (const { field, nullCount } of columns) {
    writer.size64(field.values.length);
    writer.size64(nullCount);
  }
  writer.zeros(vectorPadding);
  refer(writer, table + positions.buffers);
  writeBufferVector(writer, columns);
  return table;
}

function writeBufferVector(writer: ByteWriter, columns: readonly ColumnLayout[]): void {
  const countAt = writer.at;
  writer.uint32(0);
  let count = 0;
  let offset = 0;
  for (const { bufferSizes } of columns) {
    count += bufferSizes.length;
    for (const size of bufferSizes) {
      writer.size64(offset);
      writer.size64(size);
      offset += roundUp(size, 8);
    }
  }
  writer.setUint32(countAt, count);
}

export function writeBody(writer: ByteWriter, { columns }: RecordBatchLayout): void {
  for (const column of columns) writeColumn(writer, column);
}
