import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { nextTurn } from '../../sdk/turns/next-turn.ts';
import { streamBody, type ResponseBody } from '../contract/response-body.ts';

/**
 * The body as UTF-8, which JSON has to be: decoded from the charset in Content-Type, or from UTF-16 or UTF-32 if its first bytes tell so. A body that is
 * valid UTF-8 is left unchanged, since many servers name another charset and send UTF-8; so is one in an unknown charset.
 * Decodes all at once: for short bodies.
 */
export function toUtf8(body: Uint8Array, contentType = ''): Uint8Array {
  const decoder = decoderFor(body, contentType);
  if (decoder === undefined) return body;
  const [first = new Uint8Array(), ...others] = decodePieces(body, decoder);
  return others.length === 0 ? first : Buffer.concat([first, ...others]);
}

/**
 * The same for long bodies: decodes in steps, between which other work goes on. Undefined if the body stays unchanged. When the signal is aborted, reading
 * rejects with its reason.
 */
export function toUtf8InTurns(body: Uint8Array, contentType = '', signal?: AbortSignal): ResponseBody | undefined {
  const decoder = decoderFor(body, contentType);
  if (decoder === undefined) return undefined;
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for (const piece of decodePieces(body, decoder)) {
      yield piece;
      await nextTurn();
      signal?.throwIfAborted();
    }
  };
  return streamBody(Readable.from(pieces()));
}

/** Some milliseconds of decoding in any charset. A multiple of 4, so that no character of UTF-32 is split. */
export const decodedAtOnceBytes = 128 * 1024;

function* decodePieces(body: Uint8Array, decoder: Decoder): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let at = 0; at < body.length; at += decodedAtOnceBytes) {
    const isLast = at + decodedAtOnceBytes >= body.length;
    yield encoder.encode(decoder.decode(body.subarray(at, at + decodedAtOnceBytes), { stream: !isLast }));
  }
}

type Decoder = Pick<TextDecoder, 'decode'>;

/** Undefined if the body is to stay unchanged. */
function decoderFor(body: Uint8Array, contentType: string): Decoder | undefined {
  const charset = charsetOf(body, contentType);
  if (charset === undefined || (isUtf8(body) && !(isWide(charset) && body.subarray(0, 4).includes(0)))) {
    return undefined;
  }
  if (charset.startsWith('utf-32')) return utf32Decoder(charset.endsWith('le'));
  try {
    return new TextDecoder(charset);
  } catch {
    return undefined;
  }
}

function charsetOf(body: Uint8Array, contentType: string): string | undefined {
  const declared = /;\s{0,10}charset\s{0,10}=\s{0,10}["']?([\w.:-]+)/i.exec(contentType)?.[1]?.toLowerCase();
  const marked = byteOrderMark(body) ?? unmarkedUtf(body);
  if (marked !== undefined) return marked;
  return declared === undefined || /^(utf-?8|us-ascii)$/.test(declared) ? undefined : declared;
}

function byteOrderMark(body: Uint8Array): string | undefined {
  const first = body[0];
  if (first !== 0xff && first !== 0xfe && first !== 0) return undefined;
  return byteOrderMarks.find(([, mark]) => mark.every((byte, i) => body[i] === byte))?.[0];
}

/** UTF-32 first: its mark begins like that of UTF-16. */
const byteOrderMarks = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
] as const;

/** JSON begins with two ASCII characters, and contains zero bytes in UTF-16 and UTF-32 only: their positions tell which it is (RFC 4627, 3). */
function unmarkedUtf(body: Uint8Array): string | undefined {
  if (body.length < 4 || (body[0] !== 0 && body[1] !== 0)) return undefined;
  return unmarked.get([0, 1, 2, 3].map((i) => (body[i] === 0 ? '0' : 'x')).join(''));
}

const unmarked: ReadonlyMap<string, string> = new Map([
  ['x0x0', 'utf-16le'],
  ['0x0x', 'utf-16be'],
  ['x000', 'utf-32le'],
  ['000x', 'utf-32be'],
]);

function isWide(charset: string): boolean {
  return /^utf-?(?:16|32)/.test(charset);
}

/** TextDecoder does not support UTF-32. Each piece has to consist of whole characters; an incomplete one at the end is dropped. */
function utf32Decoder(isLittleEndian: boolean): Decoder {
  return {
    decode: (bytes) => {
      const piece = bytes as Uint8Array;
      const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength - (piece.byteLength % 4));
      const texts: string[] = [];
      for (let start = 0; start < view.byteLength; start += 4096) {
        const codes: number[] = [];
        for (let at = start; at < Math.min(start + 4096, view.byteLength); at += 4) {
          const code = view.getUint32(at, isLittleEndian);
          if (code !== 0xfeff) codes.push(code > 0x10ffff ? 0xfffd : code);
        }
        texts.push(String.fromCodePoint(...codes));
      }
      return texts.join('');
    },
  };
}
