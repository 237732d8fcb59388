import type { Readable } from 'node:stream';

/** The body of an answer, as it arrives. Whoever gets one reads it, in one of the two ways, or destroys it. */
export interface ResponseBody {
  /**
   * Hands over each piece the moment it comes. Rejects when the body breaks off, and with whatever `take` throws, which ends the
   * request as well.
   */
  read(take: (piece: Uint8Array) => void): Promise<void>;
  /** For readers that are slower than the network may be: it waits for them. */
  toStream(): Readable;
  /** Ends the request; whoever reads the body gets the reason. */
  destroy(reason?: Error): void;
}

/** A stream as a body. */
export function streamBody(stream: Readable): ResponseBody {
  return {
    async read(take) {
      for await (const piece of stream as AsyncIterable<Uint8Array>) take(piece);
    },
    toStream: () => stream,
    destroy(reason) {
      // Destroying it early is an error to some streams; nobody waits for the body any more.
      stream.on('error', () => undefined).destroy(reason);
    },
  };
}
