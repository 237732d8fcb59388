import { createLogBudget } from './log-budget.ts';
import type { LogBudget, Redact } from './log-budget.ts';
import { toLogValue } from './log-value.ts';
import type { LogValue } from './log-value.ts';
import type { LogFields, LogLevel } from './logger.ts';

export interface LogEntry {
  readonly level: LogLevel;
  readonly module: string;
  readonly message: string;
  /** Later ones win. */
  readonly fields: readonly LogFields[];
  readonly time: Date;
}

/**
 * The line by which a go-plugin host re-levels a plugin's log: one JSON object and a newline, shorter than the 64 KiB at
 * which hosts split (go-plugin, client.go and log_entry.go). `@level`, `@message` and `@timestamp` must be strings, or
 * the host panics; the timestamp must have six digits of a second, or the whole line becomes debug text.
 */
export function formatHclogLine(entry: LogEntry, redact?: Redact): string {
  const line = encode(entry, createLogBudget(usualBudget, redact));
  return Buffer.byteLength(line) <= maxLineBytes ? line : encode(entry, createLogBudget(escapedBudget, redact));
}

const maxLineBytes = 60_000;
const usualBudget = 50_000;
/** Small enough for a line of nothing but six-byte escapes. */
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

/** Types say it is a string, but if it ever were not, the host would panic. */
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

/** `@…` belongs to hclog, and hosts put or drop a `timestamp` of their own. */
function toFieldName(key: string): string {
  return key.startsWith('@') || key === 'timestamp' ? `_${key}` : key;
}
