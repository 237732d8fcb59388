/** Where everything the process has to say goes; stdout is not ours. */
export interface Logger {
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to every line. */
  with(fields: LogFields): Logger;
  /** A logger that writes from this level on, whatever this one does. */
  atLevel(level: LogLevel): Logger;
  /** Whether lines of a level are written: for fields that take time to put together. */
  isEnabled(level: LogLevel): boolean;
}

/** Any values: a logger survives BigInt, cycles, Errors, NaN and huge texts. Never put a secret in. */
export type LogFields = Readonly<Record<string, unknown>>;

/** hclog's five levels, least important first. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof logLevels)[number];

/** A logger's methods, made of what makes one of them. */
export function atEachLevel(at: (level: LogLevel) => Logger[LogLevel]): Pick<Logger, LogLevel> {
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Says nothing; for command line use and tests. */
export const silentLogger: Logger = {
  ...atEachLevel(() => () => undefined),
  with: () => silentLogger,
  atLevel: () => silentLogger,
  isEnabled: () => false,
};
