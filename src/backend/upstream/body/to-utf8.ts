import { isUtf8 } from 'node:buffer';

/**
 * A body in the UTF-8 that JSON has to be in: decoded from the charset that its Content-Type names, or from UTF-16 where its first
 * bytes say so. Many servers name a charset and send UTF-8 all the same, which is left as it is, and so is what nobody can decode.
 */
export function toUtf8(body: Uint8Array, contentType = ''): Uint8Array {
  const charset = charsetOf(body, contentType);
  if (charset === undefined || (isUtf8(body) && !(isUtf16(charset) && body.subarray(0, 4).includes(0)))) return body;
  try {
    return new TextEncoder().encode(new TextDecoder(charset).decode(body));
  } catch {
    return body;
  }
}

function charsetOf(body: Uint8Array, contentType: string): string | undefined {
  const declared = /;\s{0,10}charset\s{0,10}=\s{0,10}["']?([\w.:-]+)/i.exec(contentType)?.[1]?.toLowerCase();
  const marked = byteOrderMark(body) ?? unmarkedUtf16(body);
  if (marked !== undefined) return marked;
  return declared === undefined || /^(utf-?8|us-ascii)$/.test(declared) ? undefined : declared;
}

function byteOrderMark(body: Uint8Array): string | undefined {
  const first = body[0];
  const second = body[1];
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** No JSON has a zero byte but in UTF-16, and none begins with a character beyond ASCII (RFC 4627, 3). */
function unmarkedUtf16(body: Uint8Array): string | undefined {
  if (body[0] !== 0 && body[1] === 0 && body[2] !== 0 && body[3] === 0) return 'utf-16le';
  return body[0] === 0 && body[1] !== 0 && body[2] === 0 && body[3] !== 0 ? 'utf-16be' : undefined;
}

function isUtf16(charset: string): boolean {
  return charset.startsWith('utf-16');
}
