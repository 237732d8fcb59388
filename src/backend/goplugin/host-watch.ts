import type { GoPluginEnvironment } from './environment.ts';
import { watchParent } from './parent-watch.ts';

export interface HostWatch {
  /** To be told the number of the host's open connections whenever it changes. */
  setOpenConnections(count: number): void;
  /** To be told when nobody reads stderr any more. */
  setStderrBroken(): void;
  stop(): void;
}

export interface HostWatchOptions {
  readonly environment: Pick<GoPluginEnvironment, 'protocolVersions'>;
  readonly isParentAlive: () => boolean;
  /** Called once, with the reason for the log. */
  readonly onGone: (reason: string) => void;
}

/**
 * Tells when there is nobody left to serve, which no host says by itself when it is killed:
 * - the parent process is gone: looked for every second, and whenever the last connection closes;
 * - nobody reads stderr, and no connection is open. Either alone can happen to a host that lives;
 * - the last connection of a host too old to name protocol versions has been closed for 100 ms. Such a host never calls
 *   Shutdown: it closes its connection and kills 250 ms later (go-plugin of 2018, client.go `Kill`), and the socket
 *   file would stay behind. One that only lost its connection is back sooner, and else starts the plugin anew.
 *
 * A newer host may come back after any time, so closed connections alone say nothing about it.
 */
export function watchHost({ environment, isParentAlive, onGone }: HostWatchOptions): HostWatch {
  let openConnections = 0;
  let stderrBroken = false;
  let farewell: NodeJS.Timeout | undefined;
  const parent = watchParent({
    intervalMs: 1000,
    isParentAlive,
    onGone: () => {
      report('the parent process is gone');
    },
  });
  const stop = (): void => {
    parent.stop();
    clearTimeout(farewell);
  };
  let reported = false;
  const report = (reason: string): void => {
    stop();
    if (!reported) onGone(reason);
    reported = true;
  };
  const checkStderr = (): void => {
    if (stderrBroken && openConnections === 0) report('nobody reads stderr, and no connection is open');
  };
  return {
    setOpenConnections(count) {
      openConnections = count;
      clearTimeout(farewell);
      if (count > 0 || reported) return;
      checkStderr();
      parent.check();
      if (environment.protocolVersions === undefined) {
        farewell = setTimeout(() => {
          report('a host that never calls Shutdown has closed its connection');
        }, 100);
      }
    },
    setStderrBroken() {
      stderrBroken = true;
      checkStderr();
    },
    stop,
  };
}
