import type { CollectMetricsHandler } from '../sdk/api/collect-metrics.ts';

/** The process's own metrics, gathered when somebody first asks: what measures costs memory while nobody looks. */
export function createMetrics(): CollectMetricsHandler {
  const registry = lazily(async () => {
    const { Registry, collectDefaultMetrics } = await import('prom-client');
    const created = new Registry();
    collectDefaultMetrics({ register: created });
    return created;
  });
  return { collectMetrics: async () => (await registry()).metrics() };
}

function lazily<T>(create: () => Promise<T>): () => Promise<T> {
  let created: Promise<T> | undefined;
  return () => (created ??= create());
}
