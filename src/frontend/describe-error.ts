/** What a failed request says, in the server's own words where there are any. */
export function describeError(error: unknown): string {
  return (
    textIn(property(error, 'data')) ?? textIn(error) ?? nonEmpty(property(error, 'statusText')) ?? 'the request failed'
  );
}

function textIn(value: unknown): string | undefined {
  return nonEmpty(value) ?? nonEmpty(property(value, 'message')) ?? nonEmpty(property(value, 'error'));
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
