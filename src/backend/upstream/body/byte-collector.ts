import { setImmediate as nextTurn } from 'node:timers/promises';
import { freeBuffer } from '../../sdk/builtins/free-buffer.ts';

/** Collects the pieces of a body into one buffer, with little more memory than the body itself takes. */
export interface ByteCollector {
  readonly size: number;
  /** Copies the piece, so that it can be garbage-collected at once, which is cheap for young objects. */
  add(piece: Uint8Array): void;
  /** The body. The collector is empty afterwards. Copying a large body is done in steps, between which other work goes on. */
  finish(): Uint8Array | Promise<Uint8Array>;
  /** Frees the memory at once, without the garbage collector. */
  discard(): void;
}

const firstBlockBytes = 64 * 1024;
/** Up to this size of the body, each new block doubles the room. Such blocks are in memory whole, so that larger ones would waste memory. */
const doublingEndsAtBytes = 8 * 1024 * 1024;
/**
 * Above 32 MiB, glibc always asks the system for a block and gives it back when it is freed (mallopt(3), M_MMAP_THRESHOLD); what is
 * not yet written to costs nothing.
 */
const largeBlockBytes = 40 * 1024 * 1024;

/** @param expectedBytes if it is right, the body is copied only once. */
export function createByteCollector(expectedBytes = firstBlockBytes): ByteCollector {
  return new BlockCollector(expectedBytes);
}

class BlockCollector implements ByteCollector {
  size = 0;
  readonly #expectedBytes: number;
  #blocks: Uint8Array<ArrayBuffer>[] = [];
  #current: Uint8Array<ArrayBuffer> | undefined;
  /** Of the current block. */
  #used = 0;

  constructor(expectedBytes: number) {
    this.#expectedBytes = expectedBytes;
  }

  add(piece: Uint8Array): void {
    for (let rest = piece; rest.length > 0;) {
      const block = this.#blockWithRoom();
      const part = rest.length <= block.length - this.#used ? rest : rest.subarray(0, block.length - this.#used);
      block.set(part, this.#used);
      this.#used += part.length;
      this.size += part.length;
      if (part === rest) return;
      rest = rest.subarray(part.length);
    }
  }

  finish(): Uint8Array | Promise<Uint8Array> {
    const [first, ...others] = this.#take();
    if (first === undefined) return new Uint8Array();
    return first.length === this.size ? first : concatenate([first, ...others], this.size);
  }

  discard(): void {
    for (const block of this.#take()) freeBuffer(block.buffer);
  }

  #blockWithRoom(): Uint8Array<ArrayBuffer> {
    if (this.#current !== undefined && this.#used < this.#current.length) return this.#current;
    const isFirst = this.size === 0 && this.#expectedBytes > 0;
    this.#current = new Uint8Array(isFirst ? this.#expectedBytes : nextBlockBytes(this.size));
    this.#used = 0;
    this.#blocks.push(this.#current);
    return this.#current;
  }

  #take(): readonly Uint8Array<ArrayBuffer>[] {
    const blocks = this.#blocks;
    this.#blocks = [];
    this.#current = undefined;
    return blocks;
  }
}

function nextBlockBytes(size: number): number {
  return size < doublingEndsAtBytes ? Math.max(firstBlockBytes, size) : largeBlockBytes;
}

/** Some milliseconds of copying. */
const copiedAtOnce = 4 * 1024 * 1024;

/** Every block is freed in turn, so that there is never twice the whole. */
async function concatenate(blocks: readonly Uint8Array<ArrayBuffer>[], size: number): Promise<Uint8Array> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const block of blocks) {
    const used = block.subarray(0, size - at);
    for (let from = 0; from < used.length; from += copiedAtOnce) {
      if (size > copiedAtOnce) await nextTurn();
      whole.set(used.subarray(from, from + copiedAtOnce), at + from);
    }
    at += block.length;
    freeBuffer(block.buffer);
  }
  return whole;
}
