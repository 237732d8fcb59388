import type { ByteWriter } from './byte-writer.ts';

/**
 * The parts of FlatBuffers that Arrow's metadata is made of, each after what refers to it, so that it can be written from
 * front to back. Every part takes a multiple of four bytes. Source: FlatBuffers' internals.md.
 */
export interface TableTemplate {
  /** A vtable and its table, with every value that is always the same. */
  readonly words: Uint32Array;
  readonly byteLength: number;
  /** Where in them the table begins: positions in a table, and references to it, count from there. */
  readonly tableAt: number;
}

/**
 * @param positions of the table's fields by their ids, counted from the table's begin; 0 for a field that is absent
 * @param words the table behind its own reference to the vtable, that is from position 4
 */
export function tableTemplate(positions: readonly number[], words: readonly number[]): TableTemplate {
  const vtableLength = 4 + 2 * positions.length;
  const tableAt = roundUp(vtableLength, 4);
  const view = new DataView(new ArrayBuffer(tableAt + 4 + 4 * words.length));
  const vtableAt = tableAt - vtableLength;
  for (const [i, half] of [vtableLength, view.byteLength - tableAt, ...positions].entries()) {
    view.setUint16(vtableAt + 2 * i, half, true);
  }
  for (const [i, word] of [vtableLength, ...words].entries()) view.setUint32(tableAt + 4 * i, word, true);
  const { byteLength } = view;
  return {
    words: Uint32Array.from({ length: byteLength / 4 }, (_, i) => view.getUint32(4 * i, true)),
    byteLength,
    tableAt,
  };
}

/** Writes a table and returns where it begins. */
export function writeTable(writer: ByteWriter, { words, tableAt }: TableTemplate): number {
  const start = writer.at;
  writer.uint32s(words);
  return start + tableAt;
}

/** Makes the reference at a position point to what is written next; for a table, to where that begins behind its vtable. */
export function referToNext(writer: ByteWriter, at: number, next?: TableTemplate): void {
  writer.setUint32(at, writer.at + (next?.tableAt ?? 0) - at);
}

/** Begins a vector of references, each to be filled in when what it refers to is written; returns where the first is. */
export function writeReferences(writer: ByteWriter, count: number): number {
  writer.uint32(count);
  const first = writer.at;
  writer.zeros(4 * count);
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
  return Math.ceil(size / multiple) * multiple;
}
