import { Metadata, status } from '@grpc/grpc-js';
import { cutText } from '../builtins/cut-text.ts';

/** How a call ends when it does not end well: what the other side sees of an error. */
export class RpcError extends Error {
  readonly code: status;
  /** The text on the wire; well-formed, at most 8192 UTF-16 units. */
  readonly details: string;
  /** Trailers. */
  readonly metadata: Metadata;

  constructor(code: status, details: string, { metadata = new Metadata(), cause }: RpcErrorOptions = {}) {
    const safeDetails = toSafeDetails(details);
    super(safeDetails, cause === undefined ? undefined : { cause });
    this.name = 'RpcError';
    this.code = code;
    this.details = safeDetails;
    this.metadata = metadata;
  }

  /** An RpcError as it is; anything else as UNKNOWN with a fixed sentence, so that no inner text leaks, and as its cause. */
  static from(error: unknown): RpcError {
    if (error instanceof RpcError) return error;
    return RpcError.unknown("internal error of the plugin; the host's log has the details", error);
  }

  /** UNKNOWN with a text for people, as Go plugins end a call that fails with an error of their own. */
  static unknown(details: string, cause: unknown): RpcError {
    return new RpcError(status.UNKNOWN, details, { cause });
  }
}

export interface RpcErrorOptions {
  readonly metadata?: Metadata;
  readonly cause?: unknown;
}

const maxDetailsLength = 8192;

/** grpc-js passes details to encodeURI, which throws for half a surrogate pair; headers of any length upset hosts. */
function toSafeDetails(details: string): string {
  return Buffer.from(cutText(details, maxDetailsLength - 1)).toString();
}
