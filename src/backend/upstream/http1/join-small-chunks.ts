const [lf, cr] = [0x0a, 0x0d];
const maxDigits = 2;
const minChunks = 16;

/** One chunk in the place of several. */
export interface JoinedChunks {
  /** The size, the data, and the ends of both lines. */
  readonly joined: Buffer;
  /** The position after the last chunk that was joined. */
  readonly end: number;
}

/**
 * Joins complete chunks of less than 256 bytes that follow one another; undefined if there are fewer than 16.
 * @param at the position of the first chunk's size
 */
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

/** Undefined for the last chunk (size 0), an incomplete one, a larger one, and one with an extension. */
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

/** The position after the CR LF or LF at a position; 0 if there is none. */
function lineEndAt(bytes: Buffer, at: number): number {
  const behindCr = bytes[at] === cr ? at + 1 : at;
  return bytes[behindCr] === lf ? behindCr + 1 : 0;
}

/** The value of a hexadecimal digit; -1 for any other byte. */
function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
