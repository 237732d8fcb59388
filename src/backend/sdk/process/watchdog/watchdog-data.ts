/** What the watchdog's thread is told as it starts. */
export interface WatchdogData {
  readonly parentPid: number;
  /** Removed before the process is killed. */
  readonly socketPath: string | undefined;
}

/** Together less than the 2 s that a host waits before it kills by itself. */
export const watchdogTimes = { lookEveryMs: 250, killAfterMs: 1000 };
