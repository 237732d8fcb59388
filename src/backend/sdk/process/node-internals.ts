/**
 * What Node.js does not offer and we use all the same, in a thread that is started with `--expose-internals`. Written for Node.js 26.10.0.
 *
 * Unnecessary when `process.on` hears of signals in every thread.
 */
import { constants } from 'node:os';
import { internalBinding } from 'internal/test/binding';

/** `process.on` hears of signals in the main thread only, through its loop; a thread that calls this has a loop of its own. */
export function onSignals(names: readonly NodeJS.Signals[], listener: () => void): void {
  const { Signal } = internalBinding('signal_wrap');
  for (const name of names) {
    const signal = new Signal();
    signal.onsignal = listener;
    signal.start(constants.signals[name]);
  }
}
