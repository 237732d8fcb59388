import type { UpstreamErrorKind } from '../contract/upstream-error.ts';

/** There is no connection, or it has failed. Like an UpstreamError, but it does not know which request it is about. */
export class ConnectFailure extends Error {
  readonly kind: UpstreamErrorKind;

  constructor(kind: UpstreamErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ConnectFailure';
    this.kind = kind;
  }
}

/** The error code of the system or Node.js, such as ECONNREFUSED; "" if there is none. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
