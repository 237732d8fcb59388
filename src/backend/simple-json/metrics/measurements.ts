import type { AnswerKind } from '../../decode/answer-decoder.ts';
import { upstreamOutcomes, type UpstreamOutcome, type UpstreamTryEnd } from '../../upstream/contract/upstream-meter.ts';
import type { DataSourceMeter } from './data-source-meter.ts';
import { Histogram } from './histogram.ts';

/** The endpoints that any dialect has; whatever else is asked counts as `other`, so that there are only so many. */
const endpoints = new Set([
  '/',
  '/search',
  '/query',
  '/annotations',
  '/tag-keys',
  '/tag-values',
  '/metrics',
  '/metric-payload-options',
  '/variable',
  // Whatever its path is; see UpstreamMeter.
  'stream',
]);

/** What became of the tries at one endpoint. */
export class EndpointMeasurements {
  inFlight = 0;
  sentBytes = 0;
  receivedBytes = 0;
  readonly seconds = new Histogram();
  readonly outcomes: Record<UpstreamOutcome, number> = zeros(upstreamOutcomes);
}

const cacheResults = ['hit', 'miss', 'revalidated'] as const;

/** All that is counted of one data source, or of several together; plain numbers until somebody asks for them. */
export class Measurements implements DataSourceMeter {
  readonly endpoints = new Map<string, EndpointMeasurements>();
  readonly decodeSeconds = new Map<AnswerKind, Histogram>();
  readonly cacheResults: Record<(typeof cacheResults)[number], number> = zeros(cacheResults);
  retries = 0;
  waiting = 0;
  deduplicated = 0;
  notices = 0;
  liveStreams = 0;

  tryStarted(path: string): void {
    this.#at(path).inFlight += 1;
  }

  tryEnded(path: string, { outcome, seconds, sentBytes, receivedBytes }: UpstreamTryEnd): void {
    const at = this.#at(path);
    at.inFlight -= 1;
    at.outcomes[outcome] += 1;
    at.sentBytes += sentBytes;
    at.receivedBytes += receivedBytes;
    at.seconds.observe(seconds);
  }

  retried(): void {
    this.retries += 1;
  }

  queued(change: 1 | -1): void {
    this.waiting += change;
  }

  answeredBy(source: 'hit' | 'miss' | 'revalidated' | 'shared'): void {
    if (source === 'shared') this.deduplicated += 1;
    else this.cacheResults[source] += 1;
  }

  decoded(kind: AnswerKind, seconds: number): void {
    getOrCreate(this.decodeSeconds, kind, () => new Histogram()).observe(seconds);
  }

  noticed(count: number): void {
    this.notices += count;
  }

  streaming(change: 1 | -1): void {
    this.liveStreams += change;
  }

  #at(path: string): EndpointMeasurements {
    return this.endpoints.get(path) ?? getOrCreate(this.endpoints, toEndpoint(path), () => new EndpointMeasurements());
  }
}

function toEndpoint(path: string): string {
  const [endpoint = ''] = path.split('?', 1);
  if (endpoint === '') return '/';
  return endpoints.has(endpoint) ? endpoint : 'other';
}

function getOrCreate<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
