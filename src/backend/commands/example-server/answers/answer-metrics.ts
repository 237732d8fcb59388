import { HttpError } from '../request/http-error.ts';
import { tagValues } from '../data/example-hosts.ts';
import { findMetric, targetNames } from '../data/example-metric.ts';
import { jsonObject } from '../request/json-object.ts';

interface Metric {
  readonly label: string;
  readonly value: string;
  readonly payloads: readonly { label: string; name: string; type: 'multi-select' }[];
}

/** POST /metrics of the later dialect: every target, and the inputs that its editor should show. */
export function answerMetrics(): readonly Metric[] {
  return targetNames.map((name) => ({
    label: name,
    value: name,
    payloads: hasHosts(name) ? [{ label: 'Host', name: 'host', type: 'multi-select' }] : [],
  }));
}

/**
 * POST /metric-payload-options: what the input `name` of a metric can be.
 * @throws {HttpError} when there is no such input.
 */
export function answerMetricPayloadOptions(body: unknown): readonly { label: string; value: string }[] {
  const { metric, name } = jsonObject(body, 'the body');
  if (typeof metric !== 'string' || name !== 'host' || !hasHosts(metric)) {
    throw new HttpError(
      'expected a metric and the name of one of its payloads, such as {"metric":"cpu load","name":"host"}',
    );
  }
  return tagValues('host').map((host) => ({ label: host, value: host }));
}

function hasHosts(name: string): boolean {
  return findMetric(name)?.series.some(({ tags }) => tags['host'] !== undefined) ?? false;
}
