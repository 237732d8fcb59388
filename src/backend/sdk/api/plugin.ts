import type { CallResourceHandler } from './call-resource.ts';
import type { CheckHealthHandler } from './check-health.ts';
import type { CollectMetricsHandler } from './collect-metrics.ts';
import type { QueryDataHandler } from './query-data.ts';

/** Everything a data source has to answer, whatever the wire. */
export type Plugin = QueryDataHandler & CheckHealthHandler & CallResourceHandler & CollectMetricsHandler;
