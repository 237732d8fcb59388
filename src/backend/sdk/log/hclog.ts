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
  /** Takes secrets out of every text of a line that is written. */
  readonly redact?: Redact;
}

/** A logger whose lines a go-plugin host reads from stderr. It never throws, whatever it is given. */
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
    // A lost line must not become a lost process.
  }
}
