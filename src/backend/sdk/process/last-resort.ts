import type { Logger } from '../log/logger.ts';

/** From a failed connection up to the RPC that caused it there are about thirty frames; V8 keeps ten, unless it is told. */
const keptStackFrames = 50;

/** Lets a logged stack say who asked. */
export function keepWholeStacks(): void {
  Error.stackTraceLimit = keptStackFrames;
}

/** The part of a process that failures come through which nobody handled. */
export type FailureSource = Pick<NodeJS.Process, 'on' | 'removeAllListeners'>;

/**
 * Logs, with the stack, what would otherwise end the process, and lets it go on: one forgotten error must not take down
 * every panel and alert rule there is. Warnings of Node go the same way instead of to stderr as plain text.
 */
export function logUnhandledFailures(source: FailureSource, logger: Logger): void {
  source.on('uncaughtException', (error) => {
    logger.error('uncaught exception; a bug, serving goes on', { error });
  });
  source.on('unhandledRejection', (error) => {
    logger.error('unhandled rejection; a bug, serving goes on', { error });
  });
  source.removeAllListeners('warning');
  source.on('warning', (warning) => {
    logger.warn('warning from Node', { warning });
  });
}
