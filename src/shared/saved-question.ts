/** What a saved query may hold that a server can be asked for. */
export interface SavedQuestion {
  readonly target?: unknown;
  readonly payload?: unknown;
  /** The earlier name of `payload`. */
  readonly data?: unknown;
}

/** The original plugins' text of a query nobody has filled in yet. */
export const unsetTarget = 'select metric';

/** The metric that a saved query names, '' for none; old dashboards hold numbers, too. */
export function targetOf({ target }: Pick<SavedQuestion, 'target'>): string {
  if (typeof target === 'number') return String(target);
  return typeof target !== 'string' || target === unsetTarget ? '' : target;
}

/** Whether a saved query names a metric or holds a payload; else there is nothing to ask a server for. */
export function holdsQuestion(query: SavedQuestion): boolean {
  return targetOf(query).trim() !== '' || isFilled(query.payload) || isFilled(query.data);
}

function isFilled(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
