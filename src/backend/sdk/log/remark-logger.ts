import { cutText } from '../builtins/cut-text.ts';
import { atEachLevel, type LogFields, type Logger, type LogLevel, logLevels } from './logger.ts';

const mostCharacters = 1000;

/** A logger for a terminal: makes a sentence of each message at info level or above. */
export function createRemarkLogger(say: (remark: string) => void): Logger {
  const isEnabled = (level: LogLevel): boolean => logLevels.indexOf(level) >= logLevels.indexOf('info');
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (isEnabled(level)) say(toRemark(level, message, fields));
  };
  const logger: Logger = { ...atEachLevel(at), with: () => logger, atLevel: () => logger, isEnabled };
  return logger;
}

function toRemark(level: LogLevel, message: string, { error, ...others }: LogFields = {}): string {
  const prefix = level === 'info' ? '' : `${level}: `;
  const cause = error === undefined ? '' : `: ${toCause(error)}`;
  const rest = Object.entries(others).map(([name, value]) => `${name}: ${String(value)}`);
  return cutText(`${prefix}${message}${cause}${rest.length === 0 ? '' : ` (${rest.join(', ')})`}`, mostCharacters);
}

/** The message of an error, or of a text that begins with an error's name and message, as a stack does. */
function toCause(error: unknown): string {
  if (error instanceof Error) return error.message;
  const [text = ''] = String(error).split(/\n {4}at /, 1);
  return text.replace(/^\w*Error: /, '').replaceAll('\n', ' ');
}
