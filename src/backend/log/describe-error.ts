import { types } from 'node:util';

/** A thrown value as text: the stack, then those of its causes and of an AggregateError's errors. Never throws. */
export function describeError(error: unknown): string {
  return describe(error, maxDepth);
}

const maxDepth = 5;
const maxErrors = 5;

function describe(error: unknown, depth: number): string {
  try {
    if (!(types.isNativeError(error) || error instanceof Error)) return String(error);
    const lines = [describeOwn(error)];
    if (depth > 0 && error.cause !== undefined) lines.push(`caused by: ${describe(error.cause, depth - 1)}`);
    if (depth > 0 && 'errors' in error && Array.isArray(error.errors)) {
      lines.push(...error.errors.slice(0, maxErrors).map((one) => `one of: ${describe(one, depth - 1)}`));
    }
    return lines.join('\n');
  } catch {
    return '[an error that cannot be read]';
  }
}

function describeOwn(error: Error): string {
  const { stack } = error;
  return typeof stack === 'string' && stack !== '' ? stack : `${error.name}: ${error.message}`;
}
