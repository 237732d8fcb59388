import type { Worker } from 'node:worker_threads';
import type { Logger } from '../../log/logger.ts';
import type { WatchdogData } from './watchdog-data.ts';

export interface WatchdogOptions {
  /** The watchdog's program as CommonJS text; where there is none, there is no watchdog. */
  readonly program: () => string | undefined;
  readonly parentPid: number;
  readonly socketPath: () => string | undefined;
  readonly logger: Logger;
}

/** Makes sure that the process ends when it has to, even if the main thread hangs. */
export interface Watchdog {
  /** To be called before work that may block a thread for long: starts the watchdog, or keeps it running. */
  wake(): void;
  /** To be called when the process is about to end: if it has not ended in a second, it is killed. */
  expectEnd(): void;
}

/**
 * The watchdog is a thread, which takes 9 MiB. So it is started only by work that may block a thread, and ended when there was none for a minute.
 */
export function createWatchdog(options: WatchdogOptions): Watchdog {
  let thread: Worker | undefined;
  let isImpossible = false;
  const restLater = setTimeout(() => {
    void thread?.terminate();
    thread = undefined;
  }, restAfterMs).unref();

  const start = (): void => {
    if (thread !== undefined || isImpossible) return;
    const onFailure = (error: unknown): void => {
      isImpossible = true;
      thread = undefined;
      options.logger.warn('there is no watchdog; a thread that hangs could outlive the host', { error });
    };
    try {
      const program = options.program();
      if (program === undefined) isImpossible = true;
      else thread = startThread(program, options).once('error', onFailure);
    } catch (error) {
      onFailure(error);
    }
  };
  return {
    wake() {
      restLater.refresh();
      start();
    },
    expectEnd() {
      thread?.postMessage('end');
    },
  };
}

const restAfterMs = 60_000;

/** As a part of Node.js that is loaded only now: the handshake line has to wait for nothing. */
function startThread(program: string, { parentPid, socketPath }: WatchdogOptions): Worker {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const workerData: WatchdogData = { parentPid, socketPath: socketPath() };
  const thread = new Worker(program, {
    name: 'watchdog',
    eval: true,
    env: {},
    // The only way to hear of signals in another thread than the main one.
    execArgv: ['--expose-internals'],
    stdout: true,
    stderr: true,
    workerData,
  });
  thread.unref();
  return thread;
}
