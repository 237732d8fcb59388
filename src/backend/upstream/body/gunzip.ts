import { pipeline, Readable } from 'node:stream';
import { crc32, createGunzip, createInflateRaw, type InflateRaw } from 'node:zlib';

/**
 * Decompresses gzip (RFC 1952), one member after the other. Bytes after the last member are ignored, as browsers do, such as the newline of a
 * script that prints what it has compressed; to Node's own gunzip, and here after a hundred members, they are a damaged member.
 * @throws with zlib's codes: Z_BUF_ERROR for an incomplete body, Z_DATA_ERROR for a damaged one
 */
export async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new Input(source);
  for (let members = 0; members === 0 || (await beginsMember(input)); members++) {
    if (members === maxOwnMembers) {
      yield* gunzipRest(input);
      return;
    }
    await skipHead(input);
    let [checksum, size] = [0, 0];
    for await (const piece of inflateMember(input)) {
      checksum = crc32(piece, checksum);
      size = (size + piece.length) >>> 0;
      yield piece;
    }
    const end = new DataView((await input.take(8)).buffer);
    if (end.getUint32(0, true) !== checksum || end.getUint32(4, true) !== size) throw damaged('checksum');
  }
  while ((await input.next()) !== undefined) continue;
}

/** Each member takes some tenths of a millisecond here. Node's own gunzip takes a hundredth of that, and gets all after these. */
const maxOwnMembers = 100;

async function* gunzipRest(input: Input): AsyncGenerator<Uint8Array> {
  // The reader gets the error.
  yield* pipeline(
    Readable.from(input.rest()),
    createGunzip({ chunkSize }),
    () => undefined,
  ) as AsyncIterable<Uint8Array>;
}

/** Reads a source piece by piece or byte by byte; bytes can be put back. */
class Input {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array | undefined;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#pieces = source[Symbol.asyncIterator]();
  }

  async next(): Promise<Uint8Array | undefined> {
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined && rest.length > 0) return rest;
    const next = await this.#pieces.next();
    return next.done === true ? undefined : next.value;
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    for (let piece = await this.next(); piece !== undefined; piece = await this.next()) yield piece;
  }

  putBack(bytes: Uint8Array): void {
    this.#rest = bytes;
  }

  /** Exactly so many bytes, in memory of their own. */
  async take(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = await this.takeUpTo(count);
    if (taken.length < count) throw Object.assign(new Error('unexpected end of gzip'), { code: 'Z_BUF_ERROR' });
    return taken;
  }

  /** The same, but fewer at the end of the source. */
  async takeUpTo(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = new Uint8Array(count);
    let length = 0;
    while (length < count) {
      const piece = await this.next();
      if (piece === undefined) break;
      const part = piece.subarray(0, count - length);
      taken.set(part, length);
      length += part.length;
      this.putBack(piece.subarray(part.length));
    }
    return taken.slice(0, length);
  }
}

const mark = [0x1f, 0x8b] as const;

async function beginsMember(input: Input): Promise<boolean> {
  const bytes = await input.takeUpTo(mark.length);
  if (!mark.every((byte, i) => bytes[i] === byte)) return false;
  const next = await input.next();
  input.putBack(next === undefined ? bytes : Buffer.concat([bytes, next]));
  return true;
}

const deflate = 8;
/** Bits of the fourth byte. */
const has = { checksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 };

async function skipHead(input: Input): Promise<void> {
  const flags = await readFlags(input);
  // When it was made, how well, and on which system.
  await input.take(6);
  if ((flags & has.extra) !== 0) {
    const [low = 0, high = 0] = await input.take(2);
    await input.take(low + high * 256);
  }
  if ((flags & has.name) !== 0) await skipText(input);
  if ((flags & has.comment) !== 0) await skipText(input);
  if ((flags & has.checksum) !== 0) await input.take(2);
}

async function readFlags(input: Input): Promise<number> {
  const [first, second, method, flags = 0] = await input.take(4);
  if (first === mark[0] && second === mark[1] && method === deflate && (flags & has.reserved) === 0) return flags;
  throw damaged('head');
}

async function skipText(input: Input): Promise<void> {
  for (let piece = await input.next(); piece !== undefined; piece = await input.next()) {
    const end = piece.indexOf(0);
    if (end < 0) continue;
    input.putBack(piece.subarray(end + 1));
    return;
  }
}

const chunkSize = 64 * 1024;

async function* inflateMember(input: Input): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize });
  const feeding = feed(inflate, input).catch((error: unknown) => {
    inflate.destroy(error as Error);
  });
  try {
    yield* inflate as AsyncIterable<Uint8Array>;
    await feeding;
  } finally {
    inflate.destroy();
  }
}

/** Writes pieces until the compressed data ends; the bytes after it are put back. */
async function feed(inflate: InflateRaw, input: Input): Promise<void> {
  for (let piece = await input.next(); piece !== undefined; piece = await input.next()) {
    const before = inflate.bytesWritten;
    await write(inflate, piece);
    const taken = inflate.bytesWritten - before;
    if (taken === piece.length) continue;
    input.putBack(piece.subarray(taken));
    return;
  }
  inflate.end();
}

function write(inflate: InflateRaw, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    inflate.write(piece, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function damaged(part: string): Error {
  return Object.assign(new Error(`damaged gzip: ${part}`), { code: 'Z_DATA_ERROR' });
}
