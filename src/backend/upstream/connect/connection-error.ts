import { ConnectFailure, errorCode } from './connect-failure.ts';
import { tlsFailure } from './tls-failure.ts';
import {
  type RequestName,
  requestError,
  UpstreamError,
  type UpstreamErrorOptions,
} from '../contract/upstream-error.ts';

/** Makes an UpstreamError, with a message for users, of whatever was thrown while a request was sent or its answer was read. */
export function connectionError(error: unknown, name: RequestName): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const { kind, message } = describe(error, name.url);
  // undici's parser error contains what the server sent, which must not be logged.
  const cause = isParserError(error) ? error.message : error;
  return requestError(name, message, { kind, cause });
}

type Description = Pick<UpstreamErrorOptions, 'kind'> & { readonly message: string };

function describe(error: unknown, url: RequestName['url']): Description {
  if (error instanceof ConnectFailure) return error;
  const { host } = url;
  const code = errorCode(error);
  if (resetCodes.has(code) || code.startsWith('ERR_HTTP2_') || isEarlyEnd(error)) return describeCut(error, url);
  if (isParserError(error)) {
    const message = `${host} does not answer in HTTP; ${portHint}`;
    return { kind: 'protocol', message };
  }
  const known = knownCodes.get(code);
  if (known !== undefined) return { ...known, message: `${host} ${known.message} (${code})` };
  if (/^(Z_|ZSTD_|ERR_BROTLI|ERR__ERROR_FORMAT|ERR_ZSTD|ERR_PADDING)/.test(code)) {
    return { kind: 'protocol', message: `the compressed answer of ${host} is damaged (${code})` };
  }
  return (
    tlsFailure(error, host) ?? {
      kind: 'reset',
      message: `the connection to ${host} failed${code === '' ? '' : ` (${code})`}`,
    }
  );
}

function describeCut(error: unknown, { host, protocol }: RequestName['url']): Description {
  const hint = protocol === 'http:' && isWithoutByte(error) ? `; not a byte of it came: ${portHint}` : '';
  const message = `${host} closed the connection before its answer was complete (${errorCode(error)})${hint}`;
  return { kind: 'reset', message };
}

const portHint = 'check the port, and whether the URL should begin with https://';

/** Whether no byte was ever received on the connection, as from a server that expects TLS. undici's SocketError has the count. */
function isWithoutByte(error: unknown): boolean {
  if (!(error instanceof Error && 'socket' in error)) return false;
  const { socket } = error;
  return typeof socket === 'object' && socket !== null && 'bytesRead' in socket && socket.bytesRead === 0;
}

function isParserError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'HTTPParserError';
}

/** Whether the parser error is about the end of the connection and not about a byte: the server spoke HTTP until it closed. */
function isEarlyEnd(error: unknown): boolean {
  return isParserError(error) && 'data' in error && error.data === '';
}

const resetCodes = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_SOCKET',
  'UND_ERR_INFO',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
]);

const knownCodes = new Map<string, Description>([
  ['Z_BUF_ERROR', { kind: 'reset', message: 'sent a compressed answer that is cut short' }],
  ['UND_ERR_HEADERS_OVERFLOW', { kind: 'protocol', message: 'sent more headers than fit in 1 MiB' }],
  // Mostly a server without keep-alive that closes too early; the next try may succeed.
  [
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    { kind: 'reset', message: 'sent another number of bytes than its Content-Length says' },
  ],
]);
