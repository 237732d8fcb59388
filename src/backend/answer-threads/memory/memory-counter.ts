/** Counts the memory of answers that go through the threads; see upstream/contract/memory-budget. */
export interface MemoryCounter {
  /** Counts the bytes until the returned function is called. */
  count(owner: string, bytes: number): () => void;
  /** Counts the buffer until it is freed or transferred to a thread. @param beside further bytes that live as long as the buffer */
  track(owner: string, buffer: ArrayBuffer, beside?: number): void;
}
