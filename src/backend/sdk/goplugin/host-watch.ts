import type { GoPluginEnvironment } from './environment.ts';
import { watchParent } from '../process/parent-watch.ts';
import type { ParentWatch } from '../process/parent-watch.ts';

export interface HostWatchOptions {
  readonly environment: Pick<GoPluginEnvironment, 'protocolVersions'>;
  readonly isParentAlive: () => boolean;
  /** Called once, with the reason for the log. */
  readonly onGone: (reason: string) => void;
}

/**
 * Tells when there is nobody left to serve, which no host says by itself when it is killed:
 * - the parent process is gone: looked for twice a second, and whenever the last connection closes;
 * - nobody reads stderr, and no connection is open. Either alone can happen to a host that lives;
 * - the last connection of a host too old to name protocol versions has been closed for 100 ms. Such a host never calls
 *   Shutdown: it closes its connection and kills 250 ms later (go-plugin of 2018, client.go `Kill`), and the socket
 *   file would stay behind. One that only lost its connection is back sooner, and else starts the plugin anew.
 *
 * A newer host may come back after any time, so closed connections alone say nothing about it.
 */
export class HostWatch {
  readonly #options: HostWatchOptions;
  readonly #parent: ParentWatch;
  #openConnections = 0;
  #isStderrBroken = false;
  #isStopped = false;
  #farewell: NodeJS.Timeout | undefined;

  constructor(options: HostWatchOptions) {
    this.#options = options;
    this.#parent = watchParent({
      intervalMs: 500,
      isParentAlive: options.isParentAlive,
      onGone: () => {
        this.#report('the parent process is gone');
      },
    });
  }

  /** To be told the number of the host's open connections whenever it changes. */
  setOpenConnections(count: number): void {
    this.#openConnections = count;
    clearTimeout(this.#farewell);
    if (count > 0 || this.#isStopped) return;
    this.#parent.check();
    this.#checkStderr();
    if (this.#options.environment.protocolVersions === undefined) this.#startFarewell();
  }

  /** To be told when nobody reads stderr any more. */
  setStderrBroken(): void {
    this.#isStderrBroken = true;
    this.#checkStderr();
  }

  stop(): void {
    this.#isStopped = true;
    this.#parent.stop();
    clearTimeout(this.#farewell);
  }

  #checkStderr(): void {
    if (this.#isStderrBroken && this.#openConnections === 0) {
      this.#report('nobody reads stderr, and no connection is open');
    }
  }

  #startFarewell(): void {
    this.#farewell = setTimeout(() => {
      this.#report('a host that never calls Shutdown has closed its connection');
    }, farewellMs);
  }

  #report(reason: string): void {
    if (this.#isStopped) return;
    this.stop();
    this.#options.onGone(reason);
  }
}

const farewellMs = 100;
