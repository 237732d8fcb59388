import { status } from '@grpc/grpc-js';
import type { Metadata } from '@grpc/grpc-js';
import { RpcError } from './rpc-error.ts';

/** What a handler may know about its call beside the message. */
export interface CallContext {
  /** The caller's metadata of a lower-case name that is not binary; several values joined by ", ". */
  readonly metadata: (name: string) => string | undefined;
  /** Aborted, with an RpcError as its reason, when the caller goes away or its deadline passes; not when the call is answered. */
  readonly signal: AbortSignal;
  /** The caller's deadline, ms since the epoch, if it set one. */
  readonly deadlineEpochMs?: number;
}

/** A context and the way to let go of the call once it is answered. */
export interface OpenCall {
  readonly context: CallContext;
  readonly close: () => void;
}

/** As much of a grpc-js call as its context is made of. */
export interface ServerCall {
  readonly cancelled: boolean;
  readonly metadata: Metadata;
  getDeadline(): Date | number;
  on(event: 'cancelled', listener: () => void): unknown;
  off(event: 'cancelled', listener: () => void): unknown;
}

export function openCall(call: ServerCall): OpenCall {
  const controller = new AbortController();
  const deadlineEpochMs = toEpochMs(call.getDeadline());
  const abort = (): void => {
    controller.abort(toReason(deadlineEpochMs));
  };
  // grpc-js says "cancelled" for a cancelled call, a passed deadline, a lost connection and after every answer.
  call.on('cancelled', abort);
  if (call.cancelled) abort();
  return {
    context: {
      metadata: (name) => valueOf(call.metadata, name),
      signal: controller.signal,
      ...(deadlineEpochMs === undefined ? {} : { deadlineEpochMs }),
    },
    close: () => {
      call.off('cancelled', abort);
    },
  };
}

function toEpochMs(deadline: Date | number): number | undefined {
  const epochMs = Number(deadline);
  return Number.isFinite(epochMs) ? epochMs : undefined;
}

/** A caller whose own clock says that it is time cancels, often before ours says so. */
const deadlineToleranceMs = 50;

function toReason(deadlineEpochMs: number | undefined): RpcError {
  return deadlineEpochMs !== undefined && Date.now() >= deadlineEpochMs - deadlineToleranceMs
    ? new RpcError(status.DEADLINE_EXCEEDED, "the caller's deadline has passed")
    : new RpcError(status.CANCELLED, 'the caller has gone away');
}

function valueOf(metadata: Metadata, name: string): string | undefined {
  const values = metadata.get(name);
  return values.length === 0 ? undefined : values.join(', ');
}
