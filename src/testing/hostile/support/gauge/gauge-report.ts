/** What one case asks the gauge to watch. */
export interface GaugeOptions {
  readonly network: 'unix' | 'tcp';
  readonly address: string;
  readonly pid: number;
  /** The plugin is killed when it takes more: a case that fails must not take the machine along. */
  readonly killAboveMiB: number;
}

/** What small calls beside a case saw of the plugin. */
export interface GaugeReport {
  /** Health checks that were answered. */
  readonly checks: number;
  /** The longest wait for the answer of a health check, which needs nothing but the main thread. */
  readonly stallMs: number;
  /** The most CPU time of the main thread between two of those answers; unlike the wait, a busy machine does not lengthen it. Linux only. */
  readonly busyMs: number | undefined;
  /** Small queries of another data source. */
  readonly queries: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What went wrong with those queries, each text once. */
  readonly errors: readonly string[];
  /** The most that was resident at a time. Linux only. */
  readonly peakMiB: number | undefined;
  /** Why the gauge killed the plugin. */
  readonly killed: string | undefined;
}
