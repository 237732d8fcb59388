import type { UpstreamErrorKind } from '../contract/upstream-error.ts';

/** No connection, or no longer one; an UpstreamError that does not know yet which request it stopped. */
export class ConnectFailure extends Error {
  readonly kind: UpstreamErrorKind;

  constructor(kind: UpstreamErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ConnectFailure';
    this.kind = kind;
  }
}

/** The system's or Node's name for an error, such as ECONNREFUSED; "" if it has none. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
