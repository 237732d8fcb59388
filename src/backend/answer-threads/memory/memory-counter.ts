/** Where memory is counted that answers take on their way through the threads; see upstream/contract/memory-budget. */
export interface MemoryCounter {
  /** Until what is returned is called. */
  count(owner: string, bytes: number): () => void;
  /** Until the buffer is freed or handed to a thread. @param beside what else lives as long as the buffer does, in bytes */
  track(owner: string, buffer: ArrayBuffer, beside?: number): void;
}
