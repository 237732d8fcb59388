/**
 * The watchdog's program, for a thread of its own: kills the process when it was told to end, or its host is gone, and it is still there
 * after a while. A main thread that is inside JSON.parse or the like hears of neither, and cannot leave before another thread that is.
 */
import { unlinkSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { onSignals } from '../node-internals.ts';
import { createParentProbe } from '../parent-watch.ts';
import { stopSignals } from '../signals.ts';
import { type WatchdogData, watchdogTimes } from './watchdog-data.ts';

const { parentPid, socketPath } = workerData as WatchdogData;

parentPort?.on('message', killSoon);
onSignals(stopSignals(process.platform), killSoon);
const isParentAlive = createParentProbe(process.platform, parentPid);
const timer = setInterval(() => {
  if (!isParentAlive()) killSoon();
}, watchdogTimes.lookEveryMs);

/** The main thread goes by itself in less, if it can. */
function killSoon(): void {
  clearInterval(timer);
  setTimeout(kill, watchdogTimes.killAfterMs);
}

function kill(): void {
  try {
    if (socketPath !== undefined) unlinkSync(socketPath);
  } catch {
    // Gone already, as wanted.
  }
  process.kill(process.pid, 'SIGKILL');
}
