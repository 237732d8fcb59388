import { isUtf8 } from 'node:buffer';
import { Duplex, pipeline, Readable } from 'node:stream';
import { constants, createBrotliDecompress, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';
import type { ExchangeRequest, ExchangeResponse } from '../contract/exchange.ts';
import { streamBody } from '../contract/response-body.ts';
import { requestError } from '../contract/upstream-error.ts';
import { gunzip } from './gunzip.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

/** The value of the header `accept-encoding`. */
export const acceptedEncodings = 'gzip, deflate, br, zstd';

const knownEncodings: ReadonlySet<string> = new Set([
  'gzip',
  'x-gzip',
  'deflate',
  'br',
  'zstd',
  'compress',
  'x-compress',
]);

const chunkSize = 64 * 1024;
/** More encodings than any server needs, and few enough that nested decompression bombs stay small. */
const maxEncodings = 3;

/**
 * The answer with its body decompressed, as `Content-Encoding` says.
 * @throws {UpstreamError} for an encoding that is not accepted
 */
export function decompressBody(response: ExchangeResponse, request: ExchangeRequest): ExchangeResponse {
  const encodings = encodingsOf(response);
  if (encodings.length === 0) return response;
  if (encodings.length > maxEncodings || encodings.some((encoding) => encoding.endsWith('compress'))) {
    response.body.destroy();
    const message = `expected an answer in one of ${acceptedEncodings}, got Content-Encoding: ${cutText(encodings.join(', '), 100)}`;
    throw requestError(request, message, { kind: 'protocol' });
  }
  const body = encodings.reduce<Readable>(
    (from, encoding) => pipeline(from, Duplex.from(decoderFor(encoding)), ignore),
    response.body.toStream(),
  );
  return { ...response, body: streamBody(body) };
}

/** In the order of decoding. Unknown names, such as UTF-8, are ignored. */
function encodingsOf({ headers }: ExchangeResponse): readonly string[] {
  const encodings = headers['content-encoding'];
  if (encodings === undefined) return [];
  return encodings
    .toLowerCase()
    .split(',')
    .map((encoding) => encoding.replaceAll('"', '').trim())
    .filter((encoding) => knownEncodings.has(encoding))
    .reverse();
}

/** Enough to tell text from compressed data. */
const headBytes = 32;

/**
 * Decodes one encoding. If the bytes are of another encoding, or plain text, they are read as what they are: some servers and proxies label a body
 * that is not compressed, or compress one twice. No bytes at all are an empty body.
 */
function decoderFor(labelled: string): (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* (source) {
    const pieces = source[Symbol.asyncIterator]();
    const head = await readHead(pieces);
    const decoder = createDecoder(actualEncoding(head, labelled));
    const whole = startingWith(head, pieces);
    if (head.length === 0 || decoder === undefined) yield* whole;
    else yield* pipeline(Readable.from(whole), decoder, ignore) as AsyncIterable<Uint8Array>;
  };
}

async function readHead(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  for (let length = 0; length < headBytes;) {
    const next = await pieces.next();
    if (next.done === true) break;
    read.push(next.value);
    length += next.value.length;
  }
  const [only = new Uint8Array(0), ...others] = read;
  return others.length === 0 ? only : Buffer.concat(read);
}

async function* startingWith(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** Formats that begin with fixed bytes (RFC 1952, RFC 8878). */
const marks = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
] as const;

function actualEncoding(head: Uint8Array, labelled: string): string {
  const marked = marks.find(([, mark]) => mark.every((byte, i) => head[i] === byte));
  if (marked !== undefined) return marked[0];
  if (isText(head.subarray(0, headBytes))) return 'identity';
  return labelled !== 'br' && isZlib(head) ? 'deflate' : labelled;
}

/** RFC 1950, 2.2: method 8, and both bytes together are a multiple of 31. */
function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

function isText(head: Uint8Array): boolean {
  // The last character may be incomplete.
  let end = head.length;
  while (end > headBytes - 4 && (head[end - 1] ?? 0) >= 0x80) end -= 1;
  const whole = head.subarray(0, end);
  return isUtf8(whole) && whole.every((byte) => byte >= 0x20 || blanks.has(byte));
}

const blanks: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d]);

function createDecoder(encoding: string): Duplex | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return Duplex.from(gunzip);
    case 'deflate':
      return Duplex.from(inflate);
    case 'br':
      return createBrotliDecompress({ chunkSize });
    case 'zstd':
      // RFC 9659: HTTP clients have to support a window of 8 MiB. With more, the server would decide how much memory is used.
      return createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: 23 } });
    default:
      return undefined;
  }
}

/** "deflate" means zlib's format (RFC 9110, 8.4.1.2), but some servers send raw deflate data; the first byte tells which. */
async function* inflate(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  const decoder = ((first.value[0] ?? 0) & 0x0f) === 8 ? createInflate({ chunkSize }) : createInflateRaw({ chunkSize });
  yield* pipeline(Readable.from(startingWith(first.value, chunks)), decoder, ignore) as AsyncIterable<Uint8Array>;
}

function ignore(): void {
  // The reader of the body gets the same error.
}
