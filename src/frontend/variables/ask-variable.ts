import type { MetricFindValue, ScopedVars, TimeRange } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';

import { interpolatePayload } from '../query/interpolate-payload.ts';
import { createVariableFill } from '../query/variable-fill.ts';
import type { ResourceClient } from '../resource-client.ts';
import { toFindValues } from '../to-find-values.ts';
import { toRangeText } from '../to-range-text.ts';
import { readVariableQuery } from './read-variable-query.ts';

export interface VariableOptions {
  readonly range?: TimeRange;
  readonly scopedVars?: ScopedVars;
  /** What somebody has typed into the variable's drop-down, for `$__searchFilter`. */
  readonly searchFilter?: string;
}

/**
 * What a variable offers. Other variables in a text are filled in with Grafana's `regex` format, as the original plugins
 * did, and in JSON on the parsed tree.
 */
export async function askVariable(
  client: ResourceClient,
  saved: unknown,
  { range, scopedVars = {}, searchFilter }: VariableOptions,
): Promise<MetricFindValue[]> {
  const { query, format } = readVariableQuery(saved);
  const fill = createVariableFill(getTemplateSrv(), {
    ...(searchFilter !== undefined && { __searchFilter: { text: '', value: searchFilter } }),
    ...scopedVars,
  });
  const filled = format === 'json' ? (interpolatePayload(query, fill) ?? '') : fill.text(query, 'regex');
  return toFindValues(
    await client.ask('variable', { query: filled, ...(range !== undefined && { range: toRangeText(range) }) }),
  );
}
