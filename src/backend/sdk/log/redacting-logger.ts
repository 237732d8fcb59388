import { describeError, isError } from './describe-error.ts';
import { atEachLevel, type LogFields, type Logger, type LogLevel } from './logger.ts';

/** A logger that redacts messages and fields. @param redact replaces the secrets in one text */
export function redactingLogger(logger: Logger, redact: (text: string) => string): Logger {
  const fieldsOf = (fields: LogFields): LogFields => redactFields(fields, redact);
  const at =
    (level: LogLevel) =>
    (message: string, fields?: LogFields): void => {
      if (fields === undefined) logger[level](redact(message));
      else logger[level](redact(message), fieldsOf(fields));
    };
  return {
    ...atEachLevel(at),
    with: (fields) => redactingLogger(logger.with(fieldsOf(fields)), redact),
    atLevel: (level) => redactingLogger(logger.atLevel(level), redact),
    isEnabled: (level) => logger.isEnabled(level),
  };
}

const maxDepth = 4;

function redactFields(fields: LogFields, redact: (text: string) => string): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, redactValue(value, redact, maxDepth)]),
  );
}

function redactValue(value: unknown, redact: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isError(value)) return redact(describeError(value));
  if (depth === 0) return '[nested too deeply]';
  if (Array.isArray(value)) return value.map((one) => redactValue(one, redact, depth - 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, redactValue(one, redact, depth - 1)]));
}
