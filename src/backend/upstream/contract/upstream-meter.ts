/** Counts what one data source's requests to its server do. Called on the way of every request: it has to be cheap. */
export interface UpstreamMeter {
  /** @param path as asked, with or without a query string; `stream` for a stream, whose path the server chooses */
  tryStarted(path: string): void;
  tryEnded(path: string, end: UpstreamTryEnd): void;
  /** A try that failed is about to be made again. */
  retried(): void;
  /** One request more, or fewer, waits for its turn. */
  queued(change: 1 | -1): void;
  /** Where an answer came from that did not take a request of its own, or might not have. */
  answeredBy(source: 'hit' | 'miss' | 'revalidated' | 'shared'): void;
}

export interface UpstreamTryEnd {
  readonly outcome: UpstreamOutcome;
  readonly seconds: number;
  readonly sentBytes: number;
  /** Decompressed. */
  readonly receivedBytes: number;
}

/** The class of the server's status, or why there is none that counts. */
export type UpstreamOutcome = (typeof upstreamOutcomes)[number];

export const upstreamOutcomes = ['2xx', '3xx', '4xx', '5xx', 'timeout', 'cancelled', 'failed'] as const;
