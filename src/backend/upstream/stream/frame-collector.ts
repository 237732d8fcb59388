import { createByteCollector, type ByteCollector } from '../body/byte-collector.ts';
import { BodyTooLargeError } from '../body/read-body.ts';
import type { MemoryBudget, MemoryShare } from '../contract/memory-budget.ts';

export interface FrameCollectorOptions {
  /** What ends a frame: a newline, or an empty line. */
  readonly end: 'line' | 'empty line';
  /** Of a frame. */
  readonly maxBytes: number;
  /** Of a frame that an empty line ends: each line takes time, however short it is. */
  readonly maxLines: number;
  readonly budget: MemoryBudget;
}

const lineFeed = 0x0a;
const colon = 0x3a;
/** What is smaller is not counted. */
const uncountedBytes = 64 * 1024;
const reservedAtOnce = 256 * 1024;
/** The bytes, what is put together of them, and its text. */
const memoryPerByte = 3;

/**
 * Cuts bytes, whose newlines are line feeds, into frames: a line, or all lines before an empty one. Comments between those are left out.
 * No more than the limit of an unfinished frame is ever kept.
 */
export class FrameCollector {
  readonly #options: FrameCollectorOptions;
  #begun: ByteCollector | undefined;
  #share: MemoryShare | undefined;
  #reservedBytes = 0;
  #refusal: BodyTooLargeError | undefined;
  /** Of the frame: whole lines, and bytes of the line after them. */
  #lines = 0;
  #lineBytes = 0;
  #isComment = false;

  constructor(options: FrameCollectorOptions) {
    this.#options = options;
  }

  /** Whether a frame has begun that has not ended. */
  get hasBegun(): boolean {
    return this.#begun !== undefined;
  }

  /**
   * Calls `take` with each frame that the piece completes, without its end; not with empty ones.
   * @throws {BodyTooLargeError}
   */
  async add(piece: Uint8Array, take: (frame: Uint8Array) => Promise<void>): Promise<void> {
    let start = 0;
    let line = 0;
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, line)) {
      this.#addToLine(piece, line, end);
      line = end + 1;
      if (!this.#endsFrame()) continue;
      const frame = await this.#finish(piece.subarray(start, end));
      start = line;
      if (frame.length > 0 && !this.#isComment) await take(frame);
    }
    this.#addToLine(piece, line, piece.length);
    if (start < piece.length) await this.#keep(piece.subarray(start));
  }

  discard(): void {
    this.#begun?.discard();
    this.#begun = undefined;
    this.#share?.release();
    this.#share = undefined;
    this.#reservedBytes = 0;
  }

  #addToLine(piece: Uint8Array, from: number, to: number): void {
    if (this.#lines === 0 && this.#lineBytes === 0 && from < to) this.#isComment = piece[from] === colon;
    this.#lineBytes += to - from;
  }

  /** At the end of a line. @throws {BodyTooLargeError} */
  #endsFrame(): boolean {
    const { end, maxLines } = this.#options;
    const isEmpty = this.#lineBytes === 0;
    const isLoneComment = this.#lines === 0 && this.#isComment;
    this.#lineBytes = 0;
    this.#lines += 1;
    if (end === 'line') this.#isComment = false;
    if (end === 'line' || isEmpty || isLoneComment) {
      this.#lines = 0;
      return true;
    }
    this.#isComment = false;
    if (this.#lines > maxLines) throw new BodyTooLargeError('body');
    return false;
  }

  async #finish(last: Uint8Array): Promise<Uint8Array> {
    if (this.#begun === undefined) {
      if (last.length > this.#options.maxBytes) throw new BodyTooLargeError('body');
      return last.slice();
    }
    try {
      await this.#keep(last);
      return await this.#begun.finish();
    } finally {
      this.discard();
    }
  }

  async #keep(bytes: Uint8Array): Promise<void> {
    this.#begun ??= createByteCollector(bytes.length);
    const size = this.#begun.size + bytes.length;
    if (size > this.#options.maxBytes) throw new BodyTooLargeError('body');
    if (size > uncountedBytes) await this.#reserve(size);
    if (this.#refusal !== undefined) throw this.#refusal;
    this.#begun.add(bytes);
  }

  async #reserve(size: number): Promise<void> {
    if (size <= this.#reservedBytes) return;
    this.#share ??= this.#options.budget.open((reason) => {
      this.#refusal = new BodyTooLargeError(reason);
    });
    const more = Math.max(size - this.#reservedBytes, reservedAtOnce);
    this.#reservedBytes += more;
    await this.#share.take(more * memoryPerByte);
  }
}
