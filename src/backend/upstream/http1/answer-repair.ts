import { ChunkLines, isChunkedHead } from './chunk-lines.ts';
import { findSoundHead } from './find-sound-head.ts';
import { HeadCollector } from './head-collector.ts';

/** The answers of one connection, one after another, on their way to the parser. */
export class AnswerRepair {
  #awaitsHead = false;
  #head: HeadCollector | undefined;
  #chunks: ChunkLines | undefined;
  /** At the begin of the next piece. */
  #soundBytes = 0;

  /** Whether what comes has to be looked at. */
  get isAtWork(): boolean {
    return this.#awaitsHead || this.#chunks !== undefined || this.#soundBytes > 0;
  }

  /** A request was written. */
  begin(): void {
    this.#awaitsHead = true;
    this.#chunks = undefined;
  }

  /** The parser has put back so many bytes of what it got: the next piece begins with them. */
  expectAgain(bytes: number): void {
    this.#soundBytes += bytes;
  }

  /**
   * @param piece as it came
   * @returns what the parser is to get; undefined while there is nothing for it
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

/** 0 for what has none. */
function endOfHead(bytes: Buffer): number {
  const at = bytes.indexOf(emptyLine);
  return at === -1 ? 0 : at + emptyLine.length;
}
