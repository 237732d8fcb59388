/** An answer without an end: what a server pushes, an event at a time. Whoever gets one reads it or closes it. */
export interface UpstreamStream {
  /** What the server wants said when the stream is opened again; of the last event that was taken. */
  readonly lastEventId: string | undefined;
  /** How long the server wants to be left alone before the stream is opened again, if it says so. */
  readonly retryMs: number | undefined;
  /**
   * Hands over each event when `take` is done with the one before; until then the server has to wait.
   * @returns `ended` when the server has ended it, `silent` when nothing came for too long, not even a heartbeat
   * @throws {UpstreamError} when it breaks off or holds what cannot be read, and whatever `take` throws
   */
  read(take: (event: PushedEvent) => Promise<void>): Promise<'ended' | 'silent'>;
  /** Ends the connection. */
  close(): void;
}

export interface PushedEvent {
  /** "message" unless the server gives another. */
  readonly type: string;
  /** The reader's own, down to its buffer. */
  readonly data: Uint8Array;
}
