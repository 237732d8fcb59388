/** What a dashboard stores of a query variable: the original plugins its text alone. */
export interface VariableQuery {
  readonly refId: string;
  /** A text, or JSON text for servers that take any. */
  readonly query: string;
  readonly format: 'string' | 'json';
}

/** @returns the very object where there is nothing to change */
export function readVariableQuery(saved: unknown): VariableQuery {
  if (typeof saved === 'string') return { refId: variableRefId, query: saved, format: 'string' };
  const { refId, query, format } = (typeof saved === 'object' && saved !== null ? saved : {}) as Partial<
    Record<keyof VariableQuery, unknown>
  >;
  if (isVariableQuery(saved)) return saved;
  return {
    refId: typeof refId === 'string' && refId !== '' ? refId : variableRefId,
    query: typeof query === 'string' ? query : '',
    format: format === 'json' ? 'json' : 'string',
  };
}

function isVariableQuery(saved: unknown): saved is VariableQuery {
  const { refId, query, format, ...rest } = (saved ?? {}) as Partial<Record<keyof VariableQuery, unknown>>;
  const isWhole = typeof refId === 'string' && refId !== '' && typeof query === 'string';
  return isWhole && (format === 'json' || format === 'string') && Object.keys(rest).length === 0;
}

const variableRefId = 'SimpleJsonVariable';
