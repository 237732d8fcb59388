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
 * Notices that the host is gone, since a host that is killed cannot say so:
 * - The parent process has ended. Checked twice a second and whenever the last connection closes.
 * - Nobody reads stderr and no connection is open. Each alone can also happen with a host that is alive.
 * - The host is too old to name protocol versions, and its last connection has been closed for 100 ms. Such a host never calls Shutdown: it
 *   closes its connection and kills the plugin 250 ms later (go-plugin of 2018, client.go `Kill`), which would leave the socket file behind. If
 *   it has only lost the connection, it reconnects sooner, or starts the plugin again.
 *
 * A newer host may reconnect at any time, so for it closed connections alone mean nothing.
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

  /** To be called with the number of open connections whenever it changes. */
  setOpenConnections(count: number): void {
    this.#openConnections = count;
    clearTimeout(this.#farewell);
    if (count > 0 || this.#isStopped) return;
    this.#parent.check();
    this.#checkStderr();
    if (this.#options.environment.protocolVersions === undefined) this.#startFarewell();
  }

  /** To be called when nobody reads stderr any more. */
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
