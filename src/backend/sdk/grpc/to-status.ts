import { RpcError } from './rpc-error.ts';

/** Turns what a handler threw into what the caller sees; the place to log the rest. */
export type ToStatus = (error: unknown) => RpcError;

/** `toStatus(error)`, or the fixed sentence should that throw as well. */
export function applyToStatus(toStatus: ToStatus, error: unknown): RpcError {
  try {
    return toStatus(error);
  } catch {
    return RpcError.from(error);
  }
}
