import { logLevels } from './logger.ts';
import type { LogLevel } from './logger.ts';

/** One of hclog's five levels, in any case and with blanks around it; anything else, or nothing, is "info". */
export function parseLogLevel(text: string | undefined): LogLevel {
  const wanted = text?.trim().toLowerCase();
  return logLevels.find((level) => level === wanted) ?? 'info';
}
