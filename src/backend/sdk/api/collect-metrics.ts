/** Grafana's /metrics/plugins/<id>. */
export interface CollectMetricsHandler {
  /** Resolves to Prometheus text exposition. */
  collectMetrics(): Promise<string>;
}
