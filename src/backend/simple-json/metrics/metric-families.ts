import { upstreamOutcomes } from '../../upstream/contract/upstream-meter.ts';
import { secondsBounds, type Histogram } from './histogram.ts';
import type { EndpointMeasurements, Measurements } from './measurements.ts';
import type { MeasuredDataSource } from './meter-registry.ts';
import type { WorkerLoad } from './worker-load.ts';

/** All series of one name, as Prometheus' text format groups them. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly values: readonly MetricSample[];
}

export interface MetricSample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** Where it is not the family's: the parts of a histogram. */
  readonly metricName?: string;
}

/** What was counted, by Prometheus' rules: base units, and names that say them. */
export function toMetricFamilies(dataSources: readonly MeasuredDataSource[], load: WorkerLoad): MetricFamily[] {
  return [
    ...requestFamilies(dataSources),
    ...trafficFamilies(dataSources),
    ...waitingFamilies(dataSources),
    ...answerFamilies(dataSources),
    ...liveFamilies(dataSources),
    ...workerFamilies(load),
    {
      name: 'simple_json_datasource_info',
      type: 'gauge',
      help: 'Name and organisation of each data source; always 1.',
      values: dataSources.map(({ uid, name, orgId }) => ({
        value: 1,
        labels: { org_id: orgId, datasource_uid: uid, datasource_name: name },
      })),
    },
  ];
}

interface MeasuredEndpoint {
  readonly labels: { readonly org_id: number; readonly datasource_uid: string; readonly endpoint: string };
  readonly endpoint: EndpointMeasurements;
}

function endpointsOf(dataSources: readonly MeasuredDataSource[]): readonly MeasuredEndpoint[] {
  return dataSources.flatMap((source) =>
    Array.from(source.measurements.endpoints, ([name, endpoint]) => ({
      labels: { ...labelsOf(source), endpoint: name },
      endpoint,
    })),
  );
}

function requestFamilies(dataSources: readonly MeasuredDataSource[]): MetricFamily[] {
  const endpoints = endpointsOf(dataSources);
  const duration = 'simple_json_upstream_request_duration_seconds';
  return [
    {
      name: 'simple_json_upstream_requests_total',
      type: 'counter',
      help: 'Requests to servers that are over, retries included.',
      values: endpoints.flatMap(({ labels, endpoint: { outcomes } }) =>
        upstreamOutcomes
          .filter((outcome) => outcomes[outcome] > 0)
          .map((outcome) => ({ value: outcomes[outcome], labels: { ...labels, status_class: outcome } })),
      ),
    },
    {
      name: duration,
      type: 'histogram',
      help: 'Time from a request to the last byte of its answer, each try on its own.',
      values: endpoints.flatMap(({ labels, endpoint }) => histogramSamples(duration, endpoint.seconds, labels)),
    },
  ];
}

function trafficFamilies(dataSources: readonly MeasuredDataSource[]): MetricFamily[] {
  const endpoints = endpointsOf(dataSources);
  const ofEach = (valueOf: (endpoint: EndpointMeasurements) => number): readonly MetricSample[] =>
    endpoints.map(({ labels, endpoint }) => ({ value: valueOf(endpoint), labels }));
  return [
    {
      name: 'simple_json_upstream_requests_in_flight',
      type: 'gauge',
      help: 'Requests that servers have not answered yet.',
      values: ofEach(({ inFlight }) => inFlight),
    },
    {
      name: 'simple_json_upstream_sent_bytes_total',
      type: 'counter',
      help: 'Bytes of the bodies of requests.',
      values: ofEach(({ sentBytes }) => sentBytes),
    },
    {
      name: 'simple_json_upstream_received_bytes_total',
      type: 'counter',
      help: 'Bytes of the bodies of answers, decompressed.',
      values: ofEach(({ receivedBytes }) => receivedBytes),
    },
  ];
}

function waitingFamilies(dataSources: readonly MeasuredDataSource[]): MetricFamily[] {
  const ofEach = samplesOf(dataSources);
  return [
    {
      name: 'simple_json_upstream_requests_queued',
      type: 'gauge',
      help: 'Requests that wait for maxConcurrentRequests.',
      values: ofEach(({ waiting }) => waiting),
    },
    {
      name: 'simple_json_upstream_retries_total',
      type: 'counter',
      help: 'Requests made again after a failure that may pass.',
      values: ofEach(({ retries }) => retries),
    },
  ];
}

function answerFamilies(dataSources: readonly MeasuredDataSource[]): MetricFamily[] {
  const ofEach = samplesOf(dataSources);
  const decode = 'simple_json_decode_duration_seconds';
  return [
    {
      name: 'simple_json_cache_answers_total',
      type: 'counter',
      help: 'Answers of data sources that keep answers, by where they came from.',
      values: dataSources.flatMap((source) =>
        Object.entries(source.measurements.cacheResults)
          .filter(([, count]) => count > 0)
          .map(([result, value]) => ({ value, labels: { ...labelsOf(source), result } })),
      ),
    },
    {
      name: 'simple_json_deduplicated_requests_total',
      type: 'counter',
      help: 'Answers shared with an equal request under way.',
      values: ofEach(({ deduplicated }) => deduplicated),
    },
    {
      name: decode,
      type: 'histogram',
      help: 'Time to read what is in an answer, waiting for a thread included.',
      values: dataSources.flatMap((source) =>
        [...source.measurements.decodeSeconds].flatMap(([kind, seconds]) =>
          histogramSamples(decode, seconds, { ...labelsOf(source), kind }),
        ),
      ),
    },
    {
      name: 'simple_json_notices_total',
      type: 'counter',
      help: 'Notices sent to panels: parts of answers that could not be used.',
      values: ofEach(({ notices }) => notices),
    },
  ];
}

function liveFamilies(dataSources: readonly MeasuredDataSource[]): MetricFamily[] {
  return [
    {
      name: 'simple_json_live_streams',
      type: 'gauge',
      help: 'Streams of panels that move by themselves; panels that ask the same share one.',
      values: samplesOf(dataSources)(({ liveStreams }) => liveStreams),
    },
  ];
}

function samplesOf(dataSources: readonly MeasuredDataSource[]) {
  return (valueOf: (measurements: Measurements) => number): readonly MetricSample[] =>
    dataSources.map((source) => ({ value: valueOf(source.measurements), labels: labelsOf(source) }));
}

function workerFamilies({ busy, idle, waiting, tasks, busySeconds }: WorkerLoad): MetricFamily[] {
  return [
    {
      name: 'simple_json_worker_threads',
      type: 'gauge',
      help: 'Threads that read and write large answers.',
      values: [
        { value: busy, labels: { state: 'busy' } },
        { value: idle, labels: { state: 'idle' } },
      ],
    },
    {
      name: 'simple_json_worker_tasks_queued',
      type: 'gauge',
      help: 'Large answers that wait for a thread.',
      values: [{ value: waiting, labels: {} }],
    },
    {
      name: 'simple_json_worker_tasks_total',
      type: 'counter',
      help: 'Large answers given to threads, to read or to write.',
      values: [{ value: tasks, labels: {} }],
    },
    {
      name: 'simple_json_worker_busy_seconds_total',
      type: 'counter',
      help: 'Time that threads were at work, of all together.',
      values: [{ value: busySeconds, labels: {} }],
    },
  ];
}

function labelsOf({ uid, orgId }: MeasuredDataSource): { readonly org_id: number; readonly datasource_uid: string } {
  return { org_id: orgId, datasource_uid: uid };
}

function histogramSamples(
  name: string,
  { counts, sum }: Histogram,
  labels: MetricSample['labels'],
): readonly MetricSample[] {
  let total = 0;
  const buckets = [...secondsBounds, '+Inf'].map((le, i) => {
    total += counts[i] ?? 0;
    return { metricName: `${name}_bucket`, value: total, labels: { ...labels, le } };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, value: sum, labels },
    { metricName: `${name}_count`, value: total, labels },
  ];
}
