import { ConnectFailure } from '../connect/connect-failure.ts';
import { readResponseHead } from './read-response-head.ts';

/** Enough for servers that put the whole text of an error into a header. Go's limit is ten times as high. */
export const maxHeadBytes = 1024 * 1024;

/** Holds back the head of an answer until it is complete, then repairs it. */
export class HeadCollector {
  #bytes = Buffer.alloc(0);
  #length = 0;
  #searched = 0;
  /** Total size of the interim heads before this one. */
  #taken = 0;

  /**
   * @param piece as received
   * @returns the bytes for the parser once the head is complete; undefined before
   * @throws {ConnectFailure} if the head is too large or contradicts itself
   */
  take(piece: Buffer): Buffer | undefined {
    const whole = this.#join(piece);
    const start = firstCharacter(whole);
    // This is not HTTP, so there is no head to wait for: the parser makes the error.
    if (!mayBeHttp(whole.toString('latin1', start, start + httpMark.length))) return whole;
    const end = endOfHead(whole, Math.max(start, this.#searched));
    if (end === -1) {
      this.#keep(whole);
      return undefined;
    }
    checkLines(whole, end);
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

  /** Doubles the buffer, so that a head that comes byte by byte is not copied for each byte. */
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

/** Each costs the parser a microsecond; Node.js's own client takes 2000 headers. */
const maxHeadLines = 12_000;

function checkLines(bytes: Buffer, end: number): void {
  let lines = 0;
  for (let at = bytes.indexOf(lf); at !== -1 && at < end; at = bytes.indexOf(lf, at + 1)) lines += 1;
  if (lines <= maxHeadLines) return;
  throw new ConnectFailure('protocol', `the server sent more than ${maxHeadLines} lines of headers`);
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

/** The position after the first empty line, which may end in LF or CR LF; -1 if there is none yet. */
function endOfHead(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(lf, from); at !== -1; at = bytes.indexOf(lf, at + 1)) {
    if (bytes[at + 1] === lf) return at + 2;
    if (bytes[at + 1] === cr && bytes[at + 2] === lf) return at + 3;
  }
  return -1;
}
