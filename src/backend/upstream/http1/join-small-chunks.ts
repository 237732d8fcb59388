const [lf, cr] = [0x0a, 0x0d];
const maxDigits = 2;
const minChunks = 16;

/** One chunk in the place of several. */
export interface JoinedChunks {
  /** With its size and the ends of its lines. */
  readonly joined: Buffer;
  /** Behind the last of the chunks. */
  readonly end: number;
}

/** Joins the chunks of less than 256 bytes that stand whole behind one another; undefined where they are few. @param at where a size begins */
export function joinSmallChunks(bytes: Buffer, at: number): JoinedChunks | undefined {
  const edges: number[] = [];
  let end = at;
  let length = 0;
  for (let chunk = smallChunkAt(bytes, end); chunk !== undefined; chunk = smallChunkAt(bytes, end)) {
    edges.push(chunk.dataAt, chunk.dataEnd);
    length += chunk.dataEnd - chunk.dataAt;
    end = chunk.end;
  }
  if (edges.length < 2 * minChunks) return undefined;
  const size = Buffer.from(`${length.toString(16)}\r\n`);
  const joined = Buffer.alloc(size.length + length + 2);
  size.copy(joined);
  let to = size.length;
  for (let i = 0; i < edges.length; i += 2) {
    for (let from = edges[i] ?? 0; from < (edges[i + 1] ?? 0); from++) joined[to++] = bytes[from] ?? 0;
  }
  joined[to] = cr;
  joined[to + 1] = lf;
  return { joined, end };
}

interface SmallChunk {
  readonly dataAt: number;
  readonly dataEnd: number;
  readonly end: number;
}

/** Undefined for the last chunk, which is empty, for one that is not whole, and for one with anything behind its size. */
function smallChunkAt(bytes: Buffer, at: number): SmallChunk | undefined {
  let size = 0;
  let digitsEnd = at;
  for (let digit = hexDigit(bytes[at]); digit >= 0; digit = hexDigit(bytes[digitsEnd])) {
    size = size * 16 + digit;
    digitsEnd++;
    if (digitsEnd - at > maxDigits) return undefined;
  }
  const dataAt = digitsEnd === at ? 0 : lineEndAt(bytes, digitsEnd);
  if (dataAt === 0 || size === 0) return undefined;
  const dataEnd = dataAt + size;
  const end = lineEndAt(bytes, dataEnd);
  return end === 0 ? undefined : { dataAt, dataEnd, end };
}

/** Behind the end of a line that stands at a place; 0 for none. */
function lineEndAt(bytes: Buffer, at: number): number {
  const behindCr = bytes[at] === cr ? at + 1 : at;
  return bytes[behindCr] === lf ? behindCr + 1 : 0;
}

/** -1 for none. */
function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
