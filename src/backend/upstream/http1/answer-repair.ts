import { ChunkLines, isChunkedHead } from './chunk-lines.ts';
import { findSoundHead } from './find-sound-head.ts';
import { HeadCollector } from './head-collector.ts';

/** Changes the bytes of a connection's answers, before the parser gets them, where it would refuse what other clients accept. */
export class AnswerRepair {
  #awaitsHead = false;
  #head: HeadCollector | undefined;
  #chunks: ChunkLines | undefined;
  /** The number of bytes at the start of the next piece that the parser has put back: they have been repaired already. */
  #soundBytes = 0;

  /** Whether received bytes have to go through `take`; otherwise the parser may get them unchanged. */
  get isAtWork(): boolean {
    return this.#awaitsHead || this.#chunks !== undefined || this.#soundBytes > 0;
  }

  /** To be called when a request is written: next comes the head of its answer. */
  begin(): void {
    this.#awaitsHead = true;
    this.#chunks = undefined;
  }

  /** To be called when the parser puts back that many bytes: the next piece begins with them. */
  expectAgain(bytes: number): void {
    this.#soundBytes += bytes;
  }

  /**
   * @param piece as received
   * @returns the bytes for the parser; undefined if there are none yet
   * @throws {ConnectFailure} when a head is too large or contradicts itself
   */
  take(piece: Buffer): Buffer | undefined {
    const sound = piece.subarray(0, this.#soundBytes);
    const others = piece.subarray(sound.length);
    this.#soundBytes -= sound.length;
    const repaired = others.length === 0 ? undefined : this.#repair(others);
    if (sound.length === 0) return repaired;
    return repaired === undefined ? sound : Buffer.concat([sound, repaired]);
  }

  #repair(piece: Buffer): Buffer | undefined {
    return this.#awaitsHead ? this.#takeHead(piece) : this.#takeChunks(piece);
  }

  #takeHead(piece: Buffer): Buffer | undefined {
    const soundEnd = this.#head === undefined ? findSoundHead(piece) : 0;
    const sound = soundEnd > 0 ? piece : (this.#head ??= new HeadCollector()).take(piece);
    if (sound === undefined) return undefined;
    [this.#awaitsHead, this.#head] = [false, undefined];
    const bodyAt = soundEnd > 0 ? soundEnd : endOfHead(sound);
    if (!isChunkedHead(sound.toString('latin1', 0, bodyAt))) return sound;
    this.#chunks = new ChunkLines();
    const body = this.#takeChunks(sound.subarray(bodyAt));
    return body === undefined ? sound.subarray(0, bodyAt) : Buffer.concat([sound.subarray(0, bodyAt), body]);
  }

  #takeChunks(piece: Buffer): Buffer | undefined {
    const sound = this.#chunks?.take(piece) ?? piece;
    if (this.#chunks?.isDone === true) this.#chunks = undefined;
    return sound.length === 0 ? undefined : sound;
  }
}

const emptyLine = '\r\n\r\n';

/** The position after the empty line; 0 if there is none. */
function endOfHead(bytes: Buffer): number {
  const at = bytes.indexOf(emptyLine);
  return at === -1 ? 0 : at + emptyLine.length;
}
