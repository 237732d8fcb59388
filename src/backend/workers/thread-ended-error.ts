/** A worker ended while it had something to do. */
export class ThreadEndedError extends Error {
  constructor(reason: string, cause?: unknown) {
    super(`the thread ended: ${reason}`, cause === undefined ? undefined : { cause });
    this.name = 'ThreadEndedError';
  }
}
