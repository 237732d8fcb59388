/** Calls back whenever something has kept the event loop for more than a moment. Keeps no process alive. */
export function watchLoopDelay(onLate: () => void): void {
  let expectedMs = performance.now() + intervalMs;
  setInterval(() => {
    const lateMs = performance.now() - expectedMs;
    expectedMs = performance.now() + intervalMs;
    if (lateMs > tolerableMs) onLate();
  }, intervalMs).unref();
}

const intervalMs = 500;
const tolerableMs = 100;
