import { createLogBudget } from './log-budget.ts';
import { readEntries, toLogValue } from './log-value.ts';
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
export function formatHclogLine(entry: LogEntry): string {
  const line = encode(entry, usualBudget);
  return Buffer.byteLength(line) < maxLineBytes ? line : encode(entry, escapedBudget);
}

const maxLineBytes = 60_000;
const usualBudget = 50_000;
/** Small enough for a line of nothing but six-byte escapes. */
const escapedBudget = 8_000;

function encode({ level, module, message, fields, time }: LogEntry, characters: number): string {
  const budget = createLogBudget(characters);
  const own = {
    '@level': level,
    '@message': budget.take(String(message)),
    '@module': budget.take(module),
    '@timestamp': time.toISOString().replace('Z', '000Z'),
  };
  const converted = new Map<string, LogValue>();
  for (const [key, value] of fields.flatMap((some) => [...readEntries(some)])) {
    if (budget.isSpent()) break;
    if (value !== undefined) converted.set(budget.take(toFieldName(key)), toLogValue(value, budget));
  }
  return `${JSON.stringify({ ...own, ...Object.fromEntries(converted) })}\n`;
}

/** `@…` belongs to hclog, and hosts put or drop a `timestamp` of their own. */
function toFieldName(key: string): string {
  return key.startsWith('@') || key === 'timestamp' ? `_${key}` : key;
}
