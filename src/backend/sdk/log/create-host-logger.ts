import { formatHclogLine } from './hclog-line.ts';
import { createHclogLogger } from './hclog.ts';
import { createLineWriter } from './line-writer.ts';
import type { Logger } from './logger.ts';
import { parseLogLevel } from './parse-log-level.ts';

export interface HostLoggerOptions {
  /** The logger's name. */
  readonly module: string;
  /** As the host wrote it, or nothing. */
  readonly level: string | undefined;
  /** Called once, when nobody reads stderr any more. */
  readonly onBroken: () => void;
}

/** A logger for the host that reads this process's stderr. */
export function createHostLogger({ module, level, onBroken }: HostLoggerOptions): Logger {
  const toDroppedLine = (count: number): string =>
    formatHclogLine({
      level: 'warn',
      module,
      message: 'log lines were dropped, since nobody read stderr for a while',
      fields: [{ count }],
      time: new Date(),
    });
  const write = createLineWriter({ descriptor: 2, onBroken, toDroppedLine });
  return createHclogLogger({ module, level: parseLogLevel(level), write });
}
