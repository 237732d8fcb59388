import { interpolatePayload } from '../query/payload/interpolate-payload.ts';
import type { VariableFill } from '../../shared/interpolate-json.ts';
import type { VariableQuery } from './read-variable-query.ts';

/**
 * A variable's query with other variables filled in: in a text with Grafana's `regex` format, as the original plugins did;
 * in what is a JSON object on the parsed tree.
 */
export function fillVariableQuery(
  { query, format }: Pick<VariableQuery, 'query' | 'format'>,
  fill: VariableFill,
): unknown {
  const filled = format === 'json' || query.trimStart().startsWith('{') ? interpolatePayload(query, fill) : query;
  return typeof filled === 'object' && filled !== null ? filled : fill.text(query, 'regex');
}
