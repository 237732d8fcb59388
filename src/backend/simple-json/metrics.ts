import type { Metric } from 'prom-client';
import type { CollectMetricsHandler } from '../sdk/api/collect-metrics.ts';
import { toMetricFamilies, type MetricFamily } from './metrics/metric-families.ts';
import type { MeterRegistry } from './metrics/meter-registry.ts';
import type { WorkerLoad } from './metrics/worker-load.ts';

/**
 * Metrics of the process and of its data sources. What formats them, and measures the process, is loaded when somebody first asks: it
 * costs memory while nobody looks.
 */
export function createMetrics(meters: MeterRegistry, workerLoad: () => WorkerLoad): CollectMetricsHandler {
  const registry = lazily(async () => {
    const { Registry, collectDefaultMetrics } = await import('prom-client');
    const created = new Registry();
    collectDefaultMetrics({ register: created });
    for (const name of misnamed) created.removeSingleMetric(name);
    return { created, Registry };
  });
  return {
    collectMetrics: async () => {
      const { created, Registry } = await registry();
      const own = new Registry();
      for (const family of toMetricFamilies(meters.all(), workerLoad())) own.registerMetric(asMetric(family));
      return `${await created.metrics()}\n${await own.metrics()}`;
    },
  };
}

/** Gauges that prom-client calls totals, which by Prometheus' rules are counters; their parts go by names without that. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** Of a metric, prom-client's registry reads nothing but this; its own kinds cannot take over a histogram that was counted elsewhere. */
function asMetric(family: MetricFamily): Metric {
  return { name: family.name, get: () => Promise.resolve(family) } as unknown as Metric;
}

function lazily<T>(create: () => Promise<T>): () => Promise<T> {
  let created: Promise<T> | undefined;
  return () => (created ??= create());
}
