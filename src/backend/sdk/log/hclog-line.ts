import { createLogBudget } from './log-budget.ts';
import type { LogBudget, Redact } from './log-budget.ts';
import { toLogValue } from './log-value.ts';
import type { LogValue } from './log-value.ts';
import type { LogFields, LogLevel } from './logger.ts';

export interface LogEntry {
  readonly level: LogLevel;
  readonly module: string;
  readonly message: string;
  /** If a name occurs several times, the last value is written. */
  readonly fields: readonly LogFields[];
  readonly time: Date;
}

/**
 * A log line as a go-plugin host reads it: one JSON object and a newline, shorter than 64 KiB, where hosts split lines (go-plugin, client.go and
 * log_entry.go). `@level`, `@message` and `@timestamp` must be strings, or the host panics. The timestamp must have six digits after the
 * second, or the host logs the whole line as text at debug level.
 */
export function formatHclogLine(entry: LogEntry, redact?: Redact): string {
  const line = encode(entry, createLogBudget(usualBudget, redact));
  return Buffer.byteLength(line) <= maxLineBytes ? line : encode(entry, createLogBudget(escapedBudget, redact));
}

const maxLineBytes = 60_000;
const usualBudget = 50_000;
/** Small enough even if every character is escaped to six bytes. */
const escapedBudget = 8_000;

function encode({ level, module, message, fields, time }: LogEntry, budget: LogBudget): string {
  const line = {
    '@level': level,
    '@message': toText(toLogValue(message, budget)),
    '@module': budget.take(module),
    '@timestamp': time.toISOString().replace('Z', '000Z'),
  };
  return `${JSON.stringify({ ...line, ...convertFields(fields, budget) })}\n`;
}

/** By its type it is a string already; if it ever were not, the host would panic. */
function toText(message: LogValue): string {
  return typeof message === 'string' ? message : JSON.stringify(message);
}

function convertFields(fields: readonly LogFields[], budget: LogBudget): Record<string, LogValue> {
  const entries = fields.flatMap((some) => {
    const converted = toLogValue(some, budget);
    const isRecord = typeof converted === 'object' && converted !== null && !Array.isArray(converted);
    return Object.entries<LogValue>(isRecord ? converted : { fields: converted });
  });
  return Object.fromEntries(entries.map(([key, value]) => [toFieldName(key), value]));
}

/** Names that begin with `@` are hclog's, and hosts overwrite or drop a `timestamp`. */
function toFieldName(key: string): string {
  return key.startsWith('@') || key === 'timestamp' ? `_${key}` : key;
}
