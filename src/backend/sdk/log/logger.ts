/** The only output of the process; stdout is for the handshake line. */
export interface Logger {
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to every line. */
  with(fields: LogFields): Logger;
  /** A logger with another level. */
  atLevel(level: LogLevel): Logger;
  /** Whether lines of this level are written: to avoid work for fields that nobody would see. */
  isEnabled(level: LogLevel): boolean;
}

/** Any values: a logger survives BigInt, cycles, Errors, NaN and huge texts. Never put a secret in. */
export type LogFields = Readonly<Record<string, unknown>>;

/** hclog's five levels, least important first. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof logLevels)[number];

/** Creates a logger's five methods. @param at creates one of them */
export function atEachLevel(at: (level: LogLevel) => Logger[LogLevel]): Pick<Logger, LogLevel> {
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Writes nothing; for the command line and tests. */
export const silentLogger: Logger = {
  ...atEachLevel(() => () => undefined),
  with: () => silentLogger,
  atLevel: () => silentLogger,
  isEnabled: () => false,
};
