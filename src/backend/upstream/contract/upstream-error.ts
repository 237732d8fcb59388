/** Why there is no usable answer. */
export type UpstreamErrorKind =
  | 'status'
  | 'dns'
  | 'connect'
  | 'reset'
  | 'tls'
  | 'proxy'
  | 'timeout'
  | 'cancelled'
  | 'too-large'
  | 'redirect'
  | 'protocol';

export interface UpstreamErrorOptions {
  readonly kind: UpstreamErrorKind;
  readonly method: string;
  /** Path only: a URL may hold secrets. */
  readonly path: string;
  /** The server's HTTP status, if it answered. */
  readonly status?: number;
  /** The server's request id, if it sent one. */
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** No usable answer from the server. The message is for users and holds no secret. */
export class UpstreamError extends Error {
  readonly kind: UpstreamErrorKind;
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: UpstreamErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UpstreamError';
    this.kind = options.kind;
    this.method = options.method;
    this.path = options.path;
    this.status = options.status;
    this.requestId = options.requestId;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The request that an error is about. */
export interface RequestName {
  readonly method: string;
  readonly url: URL;
}

/** An error about one request; its message begins with the method and the path. */
export function requestError(
  { method, url: { pathname: path } }: Pick<RequestName, 'method'> & { readonly url: Pick<URL, 'pathname'> },
  message: string,
  details: Omit<UpstreamErrorOptions, 'method' | 'path'>,
): UpstreamError {
  return new UpstreamError(`${nameOf({ method, path })}${message}`, { ...details, method, path });
}

function nameOf({ method, path }: Pick<UpstreamError, 'method' | 'path'>): string {
  return `${method} ${path}: `;
}

/** The message without the method and path at its beginning, to be shown beside a name of the request. */
export function messageWithoutName(error: UpstreamError): string {
  const name = nameOf(error);
  return error.message.startsWith(name) ? error.message.slice(name.length) : error.message;
}
