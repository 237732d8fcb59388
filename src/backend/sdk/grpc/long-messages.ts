import type { ServerInterceptor } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { freeBuffer } from '../builtins/free-buffer.ts';
import { type ReceivingCall, receivingCallOf } from './grpc-js-internals.ts';
import { RpcError } from './rpc-error.ts';

/** The memory of calls with long messages, of which the process can have only some at a time. */
export interface CallMemory {
  /**
   * Takes what a call needs whose message has so many bytes, at once or when there is room.
   * @returns the way to give it back, or to wait no more
   */
  take(messageBytes: number, outcome: CallMemoryOutcome): () => void;
}

/** One of them is called, once. */
export interface CallMemoryOutcome {
  readonly admit: () => void;
  readonly refuse: (why: string) => void;
}

/** Shorter messages are not worth counting: there may be some thousands of them. */
const longBytes = 64 * 1024;

/**
 * Takes memory for each long message before more than its beginning is read, until the call has ended. A call that has to wait is not read
 * meanwhile, so that HTTP/2 makes the caller wait; one that is refused ends with RESOURCE_EXHAUSTED.
 */
export function countLongMessages(memory: CallMemory): ServerInterceptor {
  const counted = new WeakSet<ReceivingCall>();
  // One function for all calls: short ones have nothing of their own for this.
  function handleDataFrame(this: ReceivingCall, data: Buffer): void {
    (Object.getPrototypeOf(this) as ReceivingCall).handleDataFrame.call(this, data);
    const { decoder } = this;
    if (decoder.readMessageRemaining > longBytes) {
      if (counted.has(this)) return;
      counted.add(this);
      takeMemory(this, memory);
    } else if (decoder.readMessageRemaining === 0 && decoder.readPartialMessage.length > 1) {
      // The message is put together; its pieces would stay until the call has ended.
      decoder.readPartialMessage = [];
    }
  }
  return (_method, call) => {
    const receiving = receivingCallOf(call);
    if (receiving !== undefined) receiving.handleDataFrame = handleDataFrame;
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- as it came: a wrapper would cost every call more
    return call as ReturnType<ServerInterceptor>;
  };
}

function takeMemory(call: ReceivingCall, memory: CallMemory): void {
  call.stream.pause();
  const release = memory.take(call.decoder.readMessageSize, {
    admit: () => call.stream.resume(),
    refuse: (why) => {
      call.sendStatus(new RpcError(status.RESOURCE_EXHAUSTED, why));
    },
  });
  if (call.stream.destroyed) release();
  else call.stream.once('close', release);
}

/**
 * Decodes a message, and frees it at once if it is long: the garbage collector would come when some more of them are there.
 * @param decode which copies what it takes of the bytes, as generated code does
 */
export function decodeAndFree<Message>(bytes: Buffer, decode: (bytes: Buffer) => Message): Message {
  const message = decode(bytes);
  if (bytes.length > longBytes) freeBuffer(bytes.buffer);
  return message;
}
