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
 * Turns whatever is printed, by any dependency and in any way but a write to the descriptor itself, into log lines:
 * stdout belongs to the handshake. What NODE_DEBUG asks for is dropped. To be called before anything touched `process.stdout`, which then never opens.
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

/** What NODE_DEBUG asks Node.js and undici for: `TLS 4711: …`. It has requests as they are, with their secrets. */
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
