/** An answer without an end: the events that a server pushes. It has to be read or closed. */
export interface UpstreamStream {
  /**
   * The id of the last event that was taken, as the value of the header `last-event-id` with which the stream is opened again. "" where the server has
   * taken it back, or where it cannot be such a value; undefined while no event had one.
   */
  readonly lastEventId: string | undefined;
  /** How long the server asks to wait before the stream is opened again, if it says so. */
  readonly retryMs: number | undefined;
  /**
   * Calls `take` with each event when the call for the one before has resolved; until then nothing more is read from the server.
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
  /** Belongs to the reader, buffer included. */
  readonly data: Uint8Array;
}
