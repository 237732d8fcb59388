import { ConnectFailure } from '../connect/connect-failure.ts';
import { readResponseHead } from './read-response-head.ts';

/** As much as servers that put an error's whole text in a header have been seen to need; Go takes ten times as much. */
export const maxHeadBytes = 1024 * 1024;

/** Holds back the head of an answer until it is whole and sound. */
export class HeadCollector {
  #bytes = Buffer.alloc(0);
  #length = 0;
  #searched = 0;
  /** Of heads that are done with, too. */
  #taken = 0;

  /**
   * @param piece as it came from the server
   * @returns what the parser is to get, which ends the head; undefined while some of that is missing
   * @throws {ConnectFailure} when the head is too large or contradicts itself
   */
  take(piece: Buffer): Buffer | undefined {
    const whole = this.#join(piece);
    const start = firstCharacter(whole);
    // Whatever else this is, it has no head to wait for; the parser says so.
    if (!mayBeHttp(whole.toString('latin1', start, start + httpMark.length))) return whole;
    const end = endOfHead(whole, Math.max(start, this.#searched));
    if (end === -1) {
      this.#keep(whole);
      return undefined;
    }
    const head = readResponseHead(whole.toString('latin1', 0, end));
    const rest = whole.subarray(end);
    if (head.isInterim) {
      this.#forget(end);
      this.#check(rest.length);
      return rest.length === 0 ? undefined : this.take(rest);
    }
    this.#forget(0);
    if (head.repaired === undefined) return whole;
    return Buffer.concat([Buffer.from(head.repaired, 'latin1'), rest]);
  }

  #join(piece: Buffer): Buffer {
    if (this.#length === 0) return piece;
    this.#grow(piece.length);
    piece.copy(this.#bytes, this.#length);
    return this.#bytes.subarray(0, this.#length + piece.length);
  }

  #keep(whole: Buffer): void {
    this.#check(whole.length);
    if (this.#length === 0) {
      this.#grow(whole.length);
      whole.copy(this.#bytes);
    }
    this.#length = whole.length;
    this.#searched = Math.max(0, whole.length - 3);
  }

  /** Doubles, so that a head that comes byte by byte is not copied for each. */
  #grow(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length, 4096));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  #check(more: number): void {
    if (this.#taken + more <= maxHeadBytes) return;
    throw new ConnectFailure('protocol', 'the server sent more headers than fit in 1 MiB');
  }

  #forget(taken: number): void {
    this.#taken += taken;
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
    this.#searched = 0;
  }
}

const httpMark = 'HTTP/';

function mayBeHttp(begin: string): boolean {
  return httpMark.startsWith(begin.toUpperCase());
}

const lf = 10;
const cr = 13;

function firstCharacter(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === cr || bytes[at] === lf) at += 1;
  return at;
}

/** Behind the first empty line, however lines end; -1 when there is none yet. */
function endOfHead(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(lf, from); at !== -1; at = bytes.indexOf(lf, at + 1)) {
    if (bytes[at + 1] === lf) return at + 2;
    if (bytes[at + 1] === cr && bytes[at + 2] === lf) return at + 3;
  }
  return -1;
}
