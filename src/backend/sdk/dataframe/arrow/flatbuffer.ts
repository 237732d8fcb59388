import type { ByteWriter } from './byte-writer.ts';

/**
 * The parts of FlatBuffers that Arrow's metadata is made of, each after what refers to it, so that it can be written from
 * front to back. Every part takes a multiple of four bytes. Source: FlatBuffers' internals.md.
 */
export interface TableTemplate {
  /** Where the table's fields are. */
  readonly vtable: Uint32Array;
  /** The table with every value that is always the same; begins with the distance from the vtable. */
  readonly table: Uint32Array;
  /** Of both. */
  readonly byteLength: number;
}

/**
 * @param positions of the table's fields by their ids, counted from the table's begin; 0 for a field that is absent
 * @param words the table behind the distance from its vtable, that is from position 4
 */
export function tableTemplate(positions: readonly number[], words: readonly number[]): TableTemplate {
  const vtableLength = 4 + 2 * positions.length;
  const table = Uint32Array.of(vtableLength, ...words);
  const view = new DataView(new ArrayBuffer(roundUp(vtableLength, 4)));
  const vtableAt = view.byteLength - vtableLength;
  for (const [i, half] of [vtableLength, table.byteLength, ...positions].entries()) {
    view.setUint16(vtableAt + 2 * i, half, true);
  }
  const vtable = Uint32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getUint32(4 * i, true));
  return { vtable, table, byteLength: vtable.byteLength + table.byteLength };
}

/**
 * Writes a table and returns where it begins.
 * @param first where the first table with the same vtable begins, which then is not written again
 */
export function writeTable(writer: ByteWriter, { vtable, table }: TableTemplate, first?: number): number {
  if (first === undefined) writer.uint32s(vtable);
  const start = writer.at;
  writer.uint32s(table);
  if (first !== undefined) writer.setUint32(start, start - first + (table[0] ?? 0));
  return start;
}

/** Makes the reference at a position point to a table, or to the string or vector that is written next. */
export function refer(writer: ByteWriter, at: number, to = writer.at): void {
  writer.setUint32(at, to - at);
}

/** Begins a vector of references, each to be filled in when what it refers to is written; returns where the first is. */
export function writeReferences(writer: ByteWriter, count: number): number {
  writer.uint32(count);
  const first = writer.at;
  writer.at += 4 * count;
  return first;
}

/** A text and what it takes as UTF-8. */
export interface MeasuredText {
  readonly text: string;
  readonly byteLength: number;
}

export function measureText(text: string): MeasuredText {
  return { text, byteLength: Buffer.byteLength(text) };
}

/** Bytes of a string with its length in front and a zero behind. */
export function stringSize({ byteLength }: MeasuredText): number {
  return 4 + roundUp(byteLength + 1, 4);
}

export function writeString(writer: ByteWriter, { text, byteLength }: MeasuredText): void {
  writer.uint32(byteLength);
  writer.text(text, byteLength);
  writer.zeros(roundUp(byteLength + 1, 4) - byteLength);
}

export function roundUp(size: number, multiple: 4 | 8): number {
  return size + (-size & (multiple - 1));
}
