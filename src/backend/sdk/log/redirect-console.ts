import { Writable } from 'node:stream';
import { format } from 'node:util';
import type { Logger } from './logger.ts';

/** The process and its console, as far as they print. */
export interface PrintingProcess {
  readonly process: object;
  readonly console: Record<ConsoleMethod, (...values: unknown[]) => void>;
}

type ConsoleMethod = 'debug' | 'log' | 'info' | 'warn' | 'error' | 'trace';

/**
 * Makes log lines of everything that is printed with `console`, `process.stdout` or `process.stderr`, by whatever dependency: stdout is for the handshake
 * line only. Debug output of Node.js (NODE_DEBUG) is dropped. To be called before anything uses `process.stdout`, which then is never opened.
 */
export function redirectConsole({ process, console }: PrintingProcess, logger: Logger): void {
  redirectStream(process, 'stdout', (line) => {
    logger.info(line);
  });
  redirectStream(process, 'stderr', (line) => {
    logger.warn(line);
  });
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    console[level] = (...values) => {
      logger[level](format(...values));
    };
  }
  console.log = console.info;
  console.trace = (...values) => {
    logger.debug(format(...values), { stack: new Error('console.trace').stack });
  };
}

/** Output of Node.js and undici for NODE_DEBUG: `TLS 4711: …`. It contains whole requests, with their secrets. */
const ofNodeDebug = /^[A-Z][A-Z\d_]* \d+: /;

function redirectStream(process: object, name: 'stdout' | 'stderr', log: (line: string) => void): void {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      const text = String(chunk);
      if (!ofNodeDebug.test(text)) logLines(text, log);
      done();
    },
  });
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
}

function logLines(text: string, log: (line: string) => void): void {
  for (const line of text.split('\n')) if (line.trim() !== '') log(line);
}
