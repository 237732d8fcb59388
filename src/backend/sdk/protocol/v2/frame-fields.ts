import { ByteWriter } from '../../dataframe/arrow/byte-writer.ts';
import { layOutFrame, writeFrame, type FrameLayout } from '../../dataframe/arrow/encode-frame.ts';
import type { DataFrame } from '../../dataframe/data-frame.ts';
import { fieldSize, writeHeader } from './wire-fields.ts';

/** As many frames are written together, where they are short. */
const framesOfBlock = 64;
const maxBlockBytes = 256 * 1024;

/**
 * The frames of a `DataResponse`, measured before they are written where they belong. Thousands of short ones are written at once in
 * blocks, which are copied later: what is known of a frame that is measured takes more memory than the frame.
 */
export class FrameFields {
  readonly #blocks: Buffer[] = [];
  #measured: FrameLayout[] = [];
  #measuredBytes = 0;
  #blockBytes = 0;

  /** Of all frames, each with its tag and length. */
  get byteLength(): number {
    return this.#blockBytes + this.#measuredBytes;
  }

  /** @throws {Error} when the frame's columns differ in length */
  add(frame: DataFrame): void {
    const layout = layOutFrame(frame);
    this.#measured.push(layout);
    this.#measuredBytes += fieldSize(layout.byteLength);
    if (this.#measured.length % framesOfBlock === 0 && this.#measuredBytes <= maxBlockBytes) this.#writeBlock();
  }

  #writeBlock(): void {
    const block = Buffer.allocUnsafeSlow(this.#measuredBytes);
    const writer = new ByteWriter(block);
    for (const frame of this.#measured) writeField(frame, writer);
    this.#blocks.push(block);
    this.#blockBytes += block.length;
    this.#measured = [];
    this.#measuredBytes = 0;
  }

  /** What writes one part after the other. */
  *writers(): Generator<(writer: ByteWriter) => void> {
    for (const block of this.#blocks)
      yield (writer) => {
        writer.raw(block);
      };
    for (const frame of this.#measured)
      yield (writer) => {
        writeField(frame, writer);
      };
  }
}

const framesField = 1;

function writeField(frame: FrameLayout, writer: ByteWriter): void {
  writeHeader(writer, framesField, frame.byteLength);
  writeFrame(frame, writer);
}
