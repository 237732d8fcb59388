import { joinSmallChunks } from './join-small-chunks.ts';
import { ConnectFailure } from '../connect/connect-failure.ts';

/** Limit for one line: the size of a chunk with its extensions, or a trailer. */
const maxLineBytes = 16 * 1024;
/** Limit for all trailers together: each takes the parser some microseconds, and nothing reads them. */
const maxTrailerBytes = 64 * 1024;

const [lf, cr] = [0x0a, 0x0d];
const newline = Buffer.from('\r\n');

interface Part {
  readonly end: number;
  /** The parser gets `to` instead of the bytes from this position on; absent if nothing has to be changed. */
  readonly changed?: { readonly from: number; readonly to: Buffer };
}

type State = 'size' | 'data' | 'end of data' | 'trailers' | 'done';

/**
 * Rewrites a chunked body for the parser: lines may end in LF alone, which browsers and curl accept and the parser does not. Many small chunks become
 * one, since each takes the parser ten microseconds.
 */
export class ChunkLines {
  #state: State = 'size';
  /** The start of a line whose end has not been received. */
  #begun = Buffer.alloc(0);
  /** Bytes of the chunk that have not been received. */
  #remaining = 0;
  #trailerBytes = 0;

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /**
   * @returns the bytes for the parser, with lines that end in CR LF; may be empty
   * @throws {ConnectFailure} if the body is not in valid chunks
   */
  take(piece: Buffer): Buffer {
    const bytes = this.#begun.length === 0 ? piece : Buffer.concat([this.#begun, piece]);
    const out: Buffer[] = [];
    /** Where the bytes begin that have not been copied to `out`. */
    let from = 0;
    let at = 0;
    while (at < bytes.length && this.#state !== 'done') {
      const part = this.#takePart(bytes, at);
      if (part === undefined) break;
      if (part.changed !== undefined) {
        out.push(bytes.subarray(from, part.changed.from), part.changed.to);
        from = part.end;
      }
      at = part.end;
    }
    if (this.#state === 'done') at = bytes.length;
    this.#begun = Buffer.from(bytes.subarray(at));
    if (out.length === 0) return bytes.subarray(0, at);
    return Buffer.concat([...out, bytes.subarray(from, at)]);
  }

  /** A line, the data of a chunk or many small chunks; undefined for a line whose end is still to come. */
  #takePart(bytes: Buffer, at: number): Part | undefined {
    if (this.#state === 'data') return { end: this.#endOfData(bytes.length, at) };
    const small = this.#state === 'size' ? joinSmallChunks(bytes, at) : undefined;
    if (small !== undefined) return { end: small.end, changed: { from: at, to: small.joined } };
    const end = this.#endOfLine(bytes, at);
    if (end === undefined) return undefined;
    return endsInCrLf(bytes, at, end) ? { end } : { end, changed: { from: end - 1, to: newline } };
  }

  #endOfData(length: number, at: number): number {
    const end = Math.min(length, at + this.#remaining);
    this.#remaining -= end - at;
    if (this.#remaining === 0) this.#state = 'end of data';
    return end;
  }

  /** The position after the LF; undefined if it has not been received. */
  #endOfLine(bytes: Buffer, at: number): number | undefined {
    const lineEnd = bytes.indexOf(lf, at);
    if (lineEnd === -1 && this.#mayGoOn(bytes, at)) return undefined;
    const line = bytes.toString('latin1', at, lineEnd === -1 ? at + shownCharacters + 1 : lineEnd).replace(/\r$/, '');
    this.#takeLine(line);
    if (lineEnd === -1) throw unsound(`a line of at most ${String(maxLineBytes)} bytes`, line);
    if (this.#state === 'trailers') this.#trailerBytes += lineEnd + 1 - at;
    if (this.#trailerBytes > maxTrailerBytes)
      throw unsound(`at most ${String(maxTrailerBytes)} bytes of trailers`, line);
    return lineEnd + 1;
  }

  /** Whether the rest of the line may still come. After the data of a chunk only CR LF or LF may follow: anything else is an error at once. */
  #mayGoOn(bytes: Buffer, at: number): boolean {
    if (this.#state === 'end of data') return bytes[at] === cr && bytes.length === at + 1;
    return bytes.length - at <= maxLineBytes;
  }

  #takeLine(line: string): void {
    if (this.#state === 'end of data') {
      if (line !== '') throw unsound('the end of a chunk that has as many bytes as its size says', line);
      this.#state = 'size';
    } else if (this.#state === 'size') {
      this.#remaining = parseSize(line);
      this.#state = this.#remaining === 0 ? 'trailers' : 'data';
    } else if (line === '') this.#state = 'done';
  }
}

/** Looks within the line only: the byte before it may be a CR, too. */
function endsInCrLf(bytes: Buffer, start: number, end: number): boolean {
  return end - 2 >= start && bytes[end - 2] === cr;
}

/** Leading zeros, blanks and extensions are allowed. */
function parseSize(line: string): number {
  const [, digits] = /^0*([\da-f]{0,12})[\t ]*(?:;.*)?$/i.exec(line) ?? [];
  if (digits === undefined || !/^[\da-f]/i.test(line)) throw unsound("a chunk's size in hexadecimal", line);
  return digits === '' ? 0 : Number.parseInt(digits, 16);
}

const shownCharacters = 20;

function unsound(expected: string, line: string): ConnectFailure {
  const shown = line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line;
  const got = JSON.stringify(shown);
  const message = `the server sends its answer in chunks (Transfer-Encoding: chunked); expected ${expected}, got ${got}`;
  return new ConnectFailure('protocol', message);
}

/** Whether the body after this head is sent in chunks. @param head with lines that end in CR LF */
export function isChunkedHead(head: string): boolean {
  // A quick test first: few heads contain the word.
  if (!/chunked/i.test(head)) return false;
  const lines = head.toLowerCase().split('\r\n');
  return lines.some((line) => line.startsWith('transfer-encoding:') && line.trimEnd().endsWith('chunked'));
}
