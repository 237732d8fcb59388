/** Counts the requests of one data source to its server. Called for every request, so it has to be cheap. */
export interface UpstreamMeter {
  /** @param path as asked, with or without a query string; `stream` for a stream, whose path the server chooses */
  tryStarted(path: string): void;
  tryEnded(path: string, end: UpstreamTryEnd): void;
  /** A try has failed and will be repeated. */
  retried(): void;
  /** One more (1) or one fewer (-1) request waits in the queue. */
  queued(change: 1 | -1): void;
  /** Where an answer came from: the cache, an equal request under way, or (`miss`) a request of its own. */
  answeredBy(source: 'hit' | 'miss' | 'revalidated' | 'shared'): void;
}

export interface UpstreamTryEnd {
  readonly outcome: UpstreamOutcome;
  readonly seconds: number;
  readonly sentBytes: number;
  /** Decompressed. */
  readonly receivedBytes: number;
}

/** The class of the server's status, or why there is no answer. */
export type UpstreamOutcome = (typeof upstreamOutcomes)[number];

export const upstreamOutcomes = ['2xx', '3xx', '4xx', '5xx', 'timeout', 'cancelled', 'failed'] as const;
