import type { ByteWriter } from '../../dataframe/arrow/byte-writer.ts';

/** Bytes of a field of bytes with its tag and length. */
export function fieldSize(byteLength: number): number {
  let size = 2 + byteLength;
  for (let rest = byteLength; rest >= 128; rest /= 128) size++;
  return size;
}

const lengthDelimited = 2;

/** Tag and length of what follows. */
export function writeHeader(writer: ByteWriter, field: number, byteLength: number): void {
  writer.uint8((field << 3) | lengthDelimited);
  let rest = byteLength;
  for (; rest >= 128; rest = Math.floor(rest / 128)) writer.uint8((rest % 128) | 128);
  writer.uint8(rest);
}
