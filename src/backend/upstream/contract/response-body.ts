import type { Readable } from 'node:stream';

export type TakePiece = (piece: Uint8Array) => Promise<undefined> | undefined;

/** The body of an answer, as it arrives. It has to be read in one of the two ways, or destroyed. */
export interface ResponseBody {
  /**
   * Calls `take` with each piece as soon as it comes. While a promise of `take` is pending, no more is read from the server; only pieces that have arrived
   * already still come. Rejects when the body breaks off, and with whatever `take` throws, which also ends the request.
   */
  read(take: TakePiece): Promise<void>;
  /** As a stream, with back-pressure for slow readers. */
  toStream(): Readable;
  /** Ends the request; the reading of the body rejects with the reason. */
  destroy(reason?: Error): void;
}

/** Makes a body of a stream. */
export function streamBody(stream: Readable): ResponseBody {
  return {
    async read(take) {
      for await (const piece of stream as AsyncIterable<Uint8Array>) await take(piece);
    },
    toStream: () => stream,
    destroy(reason) {
      // Destroying it early is an error to some streams; nobody waits for the body any more.
      stream.on('error', () => undefined).destroy(reason);
    },
  };
}
