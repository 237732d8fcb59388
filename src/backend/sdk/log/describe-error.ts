/** A thrown value as text: its stack, then the stacks of its causes and of the errors in an AggregateError. Never throws. */
export function describeError(error: unknown): string {
  return describe(error, maxDepth);
}

/** Whether it is an Error, also one of another realm (worker threads, vm contexts). May throw for a Proxy. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

const maxDepth = 5;
const maxErrors = 5;

function describe(error: unknown, depth: number): string {
  try {
    if (!isError(error)) return String(error);
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
  const stack: unknown = error.stack;
  return typeof stack === 'string' && stack !== '' ? stack : `${error.name}: ${error.message}`;
}
