import type { CallResourceHandler } from './call-resource.ts';
import type { CheckHealthHandler } from './check-health.ts';
import type { CollectMetricsHandler } from './collect-metrics.ts';
import type { QueryDataHandler } from './query-data.ts';
import type { StreamHandler } from './stream.ts';

/** Everything a data source may be asked, whatever the wire. */
export type Plugin = QueryDataHandler &
  CheckHealthHandler &
  CallResourceHandler &
  CollectMetricsHandler &
  StreamHandler;

/** As much of it as a data source has an answer to; Grafana is told of the rest that it is not implemented. */
export type ServedPlugin = QueryDataHandler & Partial<Plugin>;
