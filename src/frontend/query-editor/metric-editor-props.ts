import type { SavedQuery } from '../query/saved-query.ts';
import type { ResourceClient } from '../resource-client.ts';
import type { QueryChange } from './query-change.ts';
import type { MetricDetails } from './use-metric-details.ts';

/** What edits the metric or its payload needs. */
export interface MetricEditorProps {
  readonly client: ResourceClient;
  readonly query: SavedQuery;
  readonly details: MetricDetails;
  readonly onChange: QueryChange;
}
