import { interpolateQuery } from './interpolate-query.ts';
import { payloadKey, payloadOf, targetOf, type SavedQuery } from './saved-query.ts';
import type { VariableFill } from './variable-fill.ts';

/**
 * What the server gets for a query beside the time range: the element of `targets`. Servers of the later dialects do
 * without `type`; the rest is the same for all.
 */
export function sentTarget(query: SavedQuery, fill: VariableFill): Readonly<Record<string, unknown>> {
  const filled = interpolateQuery(query, fill);
  const target = targetOf(filled);
  const payload = payloadOf(filled);
  return {
    refId: filled.refId,
    ...(target !== '' && { target }),
    type: filled.type ?? 'timeserie',
    ...(payload !== undefined && { [payloadKey(filled)]: payload }),
  };
}
