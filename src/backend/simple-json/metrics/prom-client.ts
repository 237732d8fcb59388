/** What of prom-client is used, as one module: a CommonJS package has no named exports where it is imported when it is needed. */
export { collectDefaultMetrics, Registry } from 'prom-client';
