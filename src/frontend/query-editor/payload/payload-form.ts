import type { PayloadField } from '../../../shared/resource-routes.ts';
import { parsePayload } from '../../query/payload/parse-payload.ts';
import { payloadKey, payloadOf, type SavedQuery } from '../../query/saved-query.ts';

export type PayloadValues = Readonly<Record<string, unknown>>;

/** A payload as a form fills it in; undefined when it is something else than a JSON object. */
export function payloadValues(payload: unknown): PayloadValues | undefined {
  if (payload === undefined || payload === null) return {};
  if (typeof payload === 'string') {
    const parsed = parsePayload(payload);
    if (parsed.state === 'empty') return {};
    return parsed.state === 'json' && typeof parsed.value !== 'string' ? payloadValues(parsed.value) : undefined;
  }
  return typeof payload === 'object' && !Array.isArray(payload) ? { ...payload } : undefined;
}

/** Whether a form can show the payload. */
export function hasPayloadForm(query: SavedQuery, { fields }: { readonly fields: readonly PayloadField[] }): boolean {
  return fields.length > 0 && payloadValues(payloadOf(query)) !== undefined;
}

/** The payload with one field changed; what is empty is left out. */
export function withValue(query: SavedQuery, name: string, value: unknown): Partial<SavedQuery> {
  const { [name]: _previous, ...others } = payloadValues(payloadOf(query)) ?? {};
  const isEmpty = value === '' || value === undefined || (Array.isArray(value) && value.length === 0);
  return { [payloadKey(query)]: isEmpty ? others : { ...others, [name]: value } };
}

/** The payload with a newly chosen metric's defaults, where nothing is filled in yet. */
export function withDefaults(query: SavedQuery, fields: readonly PayloadField[]): Partial<SavedQuery> {
  const values = payloadValues(payloadOf(query));
  if (values === undefined) return {};
  const missing = fields.filter(({ name, defaultValue }) => defaultValue !== undefined && !(name in values));
  if (missing.length === 0) return {};
  const defaults = Object.fromEntries(missing.map(({ name, defaultValue }) => [name, defaultValue]));
  return { [payloadKey(query)]: { ...values, ...defaults } };
}
