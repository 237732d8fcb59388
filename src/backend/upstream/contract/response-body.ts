import type { Readable } from 'node:stream';

export type TakePiece = (piece: Uint8Array) => Promise<undefined> | undefined;

/** The body of an answer, as it arrives. Whoever gets one reads it, in one of the two ways, or destroys it. */
export interface ResponseBody {
  /**
   * Hands over each piece the moment it comes; while `take` has a promise to be kept, the server has to wait, but for pieces that are
   * here already. Rejects when the body breaks off, and with whatever `take` throws, which ends the request as well.
   */
  read(take: TakePiece): Promise<void>;
  /** For readers that are slower than the network may be: it waits for them. */
  toStream(): Readable;
  /** Ends the request; whoever reads the body gets the reason. */
  destroy(reason?: Error): void;
}

/** A stream as a body. */
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
