import type { Worker } from 'node:worker_threads';

/** The part of a process that its end takes. */
export interface EndingProcess {
  on(event: 'worker', listener: (worker: Worker) => void): unknown;
  getActiveResourcesInfo(): readonly string[];
  exit(code: number): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

/**
 * Ends a process with an exit code if its threads end, else kills it. `process.exit` waits for all threads, and neither a worker inside JSON.parse nor a
 * thread that waits for a name server can be stopped. To be called before the first worker is started.
 */
export function createProcessEnd(ending: EndingProcess): (exitCode: number) => Promise<void> {
  const workers = new Set<Worker>();
  ending.on('worker', (worker) => {
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
  });
  const isBusy = (): boolean => workers.size > 0 || ending.getActiveResourcesInfo().some(isLookup);
  return async (exitCode) => {
    for (const worker of workers) void worker.terminate();
    for (let pauses = 0; isBusy() && pauses < maxPauses; pauses++) await pause();
    if (isBusy()) ending.kill();
    else ending.exit(exitCode);
  };
}

const pauseMs = 10;
/** A quarter of a second; pauses are counted, since a process that gets no processor time sees nobody's end meanwhile. */
const maxPauses = 25;

/** A name lookup occupies a thread of libuv's pool. It is the only work of that pool that Node.js reports, and the only one of ours that may wait. */
function isLookup(resource: string): boolean {
  return resource === 'GetAddrInfoReqWrap';
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, pauseMs);
  });
}
