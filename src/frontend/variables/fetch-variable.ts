import type { MetricFindValue, ScopedVars, TimeRange } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';

import { createVariableFill } from '../query/variables/variable-fill.ts';
import type { ResourceClient } from '../resource-client.ts';
import { toFindValues } from '../to-find-values.ts';
import { toRangeText } from '../to-range-text.ts';
import { fillVariableQuery } from './fill-variable-query.ts';
import { readVariableQuery } from './read-variable-query.ts';

export interface VariableOptions {
  readonly range?: TimeRange;
  readonly scopedVars?: ScopedVars;
  /** What somebody has typed into the variable's drop-down, for `$__searchFilter`. */
  readonly searchFilter?: string;
}

/** What a variable offers, with other variables in its query filled in. */
export async function fetchVariable(
  client: ResourceClient,
  saved: unknown,
  { range, scopedVars = {}, searchFilter }: VariableOptions,
): Promise<MetricFindValue[]> {
  const fill = createVariableFill(getTemplateSrv(), {
    ...(searchFilter !== undefined && { __searchFilter: { text: '', value: searchFilter } }),
    ...scopedVars,
  });
  const filled = fillVariableQuery(readVariableQuery(saved), fill);
  return toFindValues(
    await client.fetch('variable', { query: filled, ...(range !== undefined && { range: toRangeText(range) }) }),
  );
}
