import { Duplex, pipeline, Readable } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { errorCode } from '../connect/connect-failure.ts';
import type { Exchange, ExchangeResponse } from '../contract/exchange.ts';
import { type ResponseBody, streamBody } from '../contract/response-body.ts';
import { UpstreamError } from '../contract/upstream-error.ts';

/** For `accept-encoding`. */
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
/** More than a server has reason to stack, few enough that a chain of bombs stays small. */
const maxEncodings = 3;

/** Answers with bodies as the server's program wrote them, whatever `Content-Encoding` they travelled in. */
export function decompressBody(exchange: Exchange): Exchange {
  return async (request) => {
    const response = await exchange(request);
    const encodings = encodingsOf(response);
    if (encodings.length === 0) return response;
    if (encodings.length > maxEncodings || encodings.some((encoding) => encoding.endsWith('compress'))) {
      response.body.destroy();
      const message = `expected an answer in one of ${acceptedEncodings}, got Content-Encoding: ${encodings.join(', ').slice(0, 100)}`;
      throw new UpstreamError(`${request.method} ${request.url.pathname}: ${message}`, {
        kind: 'protocol',
        method: request.method,
        path: request.url.pathname,
      });
    }
    const decoders = encodings.map(createDecoder).filter((decoder) => decoder !== undefined);
    const [first] = decoders;
    if (first === undefined) return response;
    const body = decoders.reduce<Readable>(
      (from, decoder) => pipeline(from, decoder, ignore),
      response.body.toStream(),
    );
    return { ...response, body: emptyIfNothingCame(streamBody(body), first) };
  };
}

/** Nothing at all is an empty body, whatever its label says: some servers put one on every answer. */
function emptyIfNothingCame(body: ResponseBody, first: Duplex): ResponseBody {
  return {
    ...body,
    async read(take) {
      try {
        await body.read(take);
      } catch (error) {
        const nothingCame = 'bytesWritten' in first && first.bytesWritten === 0;
        if (errorCode(error) !== 'Z_BUF_ERROR' || !nothingCame) throw error;
      }
    },
  };
}

/** In the order in which they are taken off; a name that is no encoding, such as UTF-8, says nothing. */
function encodingsOf({ headers }: ExchangeResponse): readonly string[] {
  const encodings = headers['content-encoding'];
  if (encodings === undefined) return [];
  return encodings
    .toLowerCase()
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => knownEncodings.has(encoding))
    .reverse();
}

function createDecoder(encoding: string): Duplex | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip({ chunkSize });
    case 'deflate':
      return Duplex.from(inflate);
    case 'br':
      return createBrotliDecompress({ chunkSize });
    case 'zstd':
      // RFC 9659: 8 MiB of window is what an HTTP client has to have; more would let the server choose our memory.
      return createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: 23 } });
    default:
      return undefined;
  }
}

/** "deflate" means zlib's format (RFC 9110, 8.4.1.2), but some servers send the bare one; the first byte tells. */
async function* inflate(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  const decoder = ((first.value[0] ?? 0) & 0x0f) === 8 ? createInflate({ chunkSize }) : createInflateRaw({ chunkSize });
  yield* pipeline(Readable.from(startingWith(first.value, chunks)), decoder, ignore) as AsyncIterable<Uint8Array>;
}

async function* startingWith(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function ignore(): void {
  // Whoever reads the body sees the same error there.
}
