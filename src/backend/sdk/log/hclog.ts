import { formatHclogLine } from './hclog-line.ts';
import type { Redact } from './log-budget.ts';
import { atEachLevel, type LogFields, type Logger, type LogLevel, logLevels } from './logger.ts';

export interface HclogOptions {
  /** The logger's name, `@module` on the line. */
  readonly module: string;
  /** The least important level that is written. */
  readonly level: LogLevel;
  /** Takes one line with its newline. */
  readonly write: (line: string) => void;
  /** Redacts every text of a line. */
  readonly redact?: Redact;
}

/** A logger that writes lines in hclog's JSON format, which go-plugin hosts read from stderr. Never throws, whatever values it gets. */
export function createHclogLogger(options: HclogOptions): Logger {
  return createWithFields(options, []);
}

function createWithFields(options: HclogOptions, fields: readonly LogFields[]): Logger {
  const leastIndex = logLevels.indexOf(options.level);
  const isEnabled = (level: LogLevel): boolean => logLevels.indexOf(level) >= leastIndex;
  const at = (level: LogLevel) => (message: string, more?: LogFields) => {
    if (!isEnabled(level)) return;
    writeEntry(options, { level, message, fields: more === undefined ? fields : [...fields, more] });
  };
  return {
    ...atEachLevel(at),
    with: (more) => createWithFields(options, [...fields, more]),
    atLevel: (level) => createWithFields({ ...options, level }, fields),
    isEnabled,
  };
}

interface NewEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: readonly LogFields[];
}

function writeEntry({ module, write, redact }: HclogOptions, entry: NewEntry): void {
  try {
    write(formatHclogLine({ ...entry, module, time: new Date() }, redact));
  } catch {
    // A line that cannot be written must not end the process.
  }
}
