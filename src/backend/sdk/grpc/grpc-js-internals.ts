/**
 * What grpc-js does not offer and we use all the same. Written for @grpc/grpc-js 1.14.7.
 *
 * Unnecessary when grpc-js writes a large message to HTTP/2 without copying it and as fast as the caller takes it, has options for what it
 * hands to `http2.createServer`, and asks somebody before it reads a message of megabytes.
 */
import type { Duplex, Writable } from 'node:stream';
import type { Metadata, Server } from '@grpc/grpc-js';

/** The HTTP/2 stream of a call, which grpc-js shows to nobody. */
export function http2StreamOf(call: object): Writable | undefined {
  const inner: unknown = Reflect.get(call, 'call');
  const stream: unknown = typeof inner === 'object' && inner !== null ? Reflect.get(inner, 'stream') : undefined;
  if (isWritable(stream)) return stream;
  process.emitWarning("grpc-js keeps a call's stream elsewhere now: large answers hold up others");
  return undefined;
}

function isWritable(stream: unknown): stream is Writable {
  return typeof stream === 'object' && stream !== null && '_write' in stream;
}

/** The options that grpc-js hands to `http2.createServer` for each connection; changing them changes those. */
export function http2OptionsOf(server: Server): object {
  const options: unknown = Reflect.get(server, 'commonServerOptions');
  if (typeof options === 'object' && options !== null) return options;
  process.emitWarning('grpc-js keeps the options of HTTP/2 elsewhere now: many cancelled queries end the connection');
  return {};
}

/** A call of which a message may be on its way. */
export interface ReceivingCall {
  readonly stream: Duplex;
  readonly decoder: {
    /** What of the present message is still to come. */
    readonly readMessageRemaining: number;
    readonly readMessageSize: number;
    readPartialMessage: Buffer[];
  };
  handleDataFrame(this: ReceivingCall, data: Buffer): void;
  sendStatus(end: { readonly code: number; readonly details: string; readonly metadata: Metadata }): void;
}

/** What an interceptor gets, which calls its own `handleDataFrame` with each frame of a message. */
export function receivingCallOf(call: object): ReceivingCall | undefined {
  if (isReceiving(call)) return call;
  process.emitWarning('grpc-js reads messages otherwise now: the memory of long ones is not counted');
  return undefined;
}

function isReceiving(call: object): call is ReceivingCall {
  if (!('stream' in call && 'decoder' in call && 'handleDataFrame' in call && 'sendStatus' in call)) return false;
  const { decoder } = call;
  return typeof decoder === 'object' && decoder !== null && 'readMessageRemaining' in decoder;
}
