import type { CollectMetricsHandler } from '../sdk/api/collect-metrics.ts';
import { nextTurn } from '../sdk/turns/next-turn.ts';
import { toMetricFamilies } from './metrics/metric-families.ts';
import type { MeterRegistry } from './metrics/meter-registry.ts';
import { formatFamilies } from './metrics/prom-client-internals.ts';
import type { WorkerLoad } from './metrics/worker-load.ts';

/**
 * Metrics of the process and of its data sources. prom-client is loaded at the first request for metrics, since it
 * takes memory.
 */
export function createMetrics(meters: MeterRegistry, workerLoad: () => WorkerLoad): CollectMetricsHandler {
  const registry = lazily(async () => {
    const { Registry, collectDefaultMetrics } = await import('./metrics/prom-client.ts');
    const created = new Registry();
    collectDefaultMetrics({ register: created });
    for (const name of misnamed) created.removeSingleMetric(name);
    return { created, Registry };
  });
  const collect = async (): Promise<string> => {
    // Until then, the socket may bring hundreds of further calls.
    await nextTurn();
    const { created, Registry } = await registry();
    const own = await formatFamilies(new Registry(), toMetricFamilies(meters.all(), workerLoad()));
    return `${await created.metrics()}\n${own}`;
  };
  let underWay: Promise<string> | undefined;
  return {
    // Who asks while another is answered gets the same.
    collectMetrics: () =>
      (underWay ??= collect().finally(() => {
        underWay = undefined;
      })),
  };
}

/** Gauges that prom-client calls totals, which by Prometheus' rules are counters; their parts go by names without that. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

function lazily<T>(create: () => Promise<T>): () => Promise<T> {
  let created: Promise<T> | undefined;
  return () => (created ??= create());
}
