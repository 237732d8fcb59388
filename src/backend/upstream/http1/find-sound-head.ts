/**
 * The length of an answer's head if the parser can read it unchanged: HTTP/1.0 or 1.1, not an interim answer (1xx), lines end in CR LF, no
 * folded lines, no invalid bytes, and at most one header that says where the body ends. 0 for any other head and for an incomplete one;
 * `read-response-head` then reads it as text, which takes ten times as long.
 */
export function findSoundHead(bytes: Uint8Array): number {
  let framings = 0;
  let at = endOfStatusLine(bytes);
  let lines = 0;
  for (; at > 0 && bytes[at] !== cr; lines++) {
    const colonAt = endOfName(bytes, at);
    const end = colonAt === 0 ? 0 : endOfLine(bytes, colonAt + 1, inValue);
    if (end > 0 && isFraming(bytes, at, colonAt) && (++framings > 1 || !endsBody(bytes, colonAt + 1, end - 2)))
      return 0;
    at = end;
  }
  return lines > fewLines ? 0 : behindEmptyLine(bytes, at);
}

function behindEmptyLine(bytes: Uint8Array, at: number): number {
  return at > 0 && bytes[at + 1] === lf ? at + 2 : 0;
}

/** With more, `head-collector` counts them. */
const fewLines = 1000;

const [lf, cr, space, tab] = [0x0a, 0x0d, 0x20, 0x09];
const [colon, one] = [0x3a, 0x31];
const start = Buffer.from('HTTP/1.');
const statusAt = 9;

function endOfStatusLine(bytes: Uint8Array): number {
  for (let at = 0; at < start.length; at++) if (bytes[at] !== start[at]) return 0;
  if ((bytes[7] !== 0x30 && bytes[7] !== one) || bytes[8] !== space || bytes[statusAt] === one) return 0;
  for (let at = statusAt; at < statusAt + 3; at++) if (!isDigit(bytes[at])) return 0;
  return endOfLine(bytes, statusAt + 3, anyInLine);
}

/** Where the colon after a name is; 0 if something else comes first. */
function endOfName(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isName[bytes[at] ?? 0] === 1) at++;
  return at > from && bytes[at] === colon ? at : 0;
}

/** The position after the CR LF of a line that has allowed bytes only; 0 if there is another byte, or no end. */
function endOfLine(bytes: Uint8Array, from: number, allowed: Uint8Array): number {
  let at = from;
  while (at < bytes.length && allowed[bytes[at] ?? 0] === 1) at++;
  return bytes[at] === cr && bytes[at + 1] === lf ? at + 2 : 0;
}

/** Whether it is the name of a header that says where the body ends. Compares lengths first, since nearly all names have another. */
function isFraming(bytes: Uint8Array, from: number, to: number): boolean {
  const name = framingNames.get(to - from);
  return name !== undefined && isText(bytes, { from, to, text: name });
}

const framingNames: ReadonlyMap<number, Buffer> = new Map(
  ['content-length', 'transfer-encoding'].map((name) => [name.length, Buffer.from(name)]),
);

const chunked = Buffer.from('chunked');

/** Whether the value is a plain number or `chunked`. undici compares the text of the length with the number of bytes received. */
function endsBody(bytes: Uint8Array, valueAt: number, to: number): boolean {
  let from = valueAt;
  while (bytes[from] === space || bytes[from] === tab) from++;
  if (to - from === chunked.length && isText(bytes, { from, to, text: chunked })) return true;
  for (let at = from; at < to; at++) if (!isDigit(bytes[at])) return false;
  return to > from;
}

interface Part {
  readonly from: number;
  readonly to: number;
  /** In lower case. */
  readonly text: Buffer;
}

function isText(bytes: Uint8Array, { from, to, text }: Part): boolean {
  for (let at = from; at < to; at++) if (lowerCase[bytes[at] ?? 0] !== text[at - from]) return false;
  return true;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** A table with 1 for each byte that matches. */
function bytesThat(matches: (character: string, byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (matches(String.fromCharCode(byte), byte) ? 1 : 0));
}

const isName = bytesThat((character) => /[\w!#$%&'*+.^`|~-]/.test(character));
const inValue = bytesThat((_, byte) => byte === tab || (byte >= space && byte !== 0x7f));
const anyInLine = bytesThat((_, byte) => byte !== cr && byte !== lf);
const lowerCase = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
