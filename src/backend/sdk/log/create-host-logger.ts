import { formatHclogLine } from './hclog-line.ts';
import { createHclogLogger } from './hclog.ts';
import { createLineWriter } from './line-writer.ts';
import type { Redact } from './log-budget.ts';
import type { Logger } from './logger.ts';
import { parseLogLevel } from './parse-log-level.ts';

export interface HostLoggerOptions {
  /** The logger's name. */
  readonly module: string;
  /** As the host gives it; undefined: the default. */
  readonly level: string | undefined;
  /** Called once, when nobody reads stderr any more. */
  readonly onBroken: () => void;
}

export interface HostLogger {
  readonly logger: Logger;
  /** From now on, this function redacts every text of every line, whichever part of the process writes it. */
  readonly redactWith: (redact: Redact) => void;
}

/** Creates the logger whose lines the host reads from stderr. */
export function createHostLogger({ module, level, onBroken }: HostLoggerOptions): HostLogger {
  let redactText: Redact = (text) => text;
  const toDroppedLine = (count: number): string =>
    formatHclogLine({
      level: 'warn',
      module,
      message: 'log lines were dropped, since nobody read stderr for a while, or its disk was full',
      fields: [{ count }],
      time: new Date(),
    });
  const write = createLineWriter({ descriptor: 2, onBroken, toDroppedLine });
  const redact: Redact = (text) => redactText(text);
  return {
    logger: createHclogLogger({ module, level: parseLogLevel(level), write, redact }),
    redactWith: (given) => {
      redactText = given;
    },
  };
}
