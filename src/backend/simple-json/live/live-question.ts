import { createHmac, hash } from 'node:crypto';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import type { FieldConfig, Labels } from '../../sdk/dataframe/field.ts';
import { checkNesting } from '../query/check-nesting.ts';
import { isRecord } from '../../../shared/is-record.ts';

/**
 * The `data` of a channel's address: everything that a run of the stream needs, since after a restart of the plugin Grafana sends nothing else. The
 * executable makes it with the answer to the panel's query (the viewer's first rows); the page sends it back unchanged.
 */
export interface LiveQuestion {
  readonly refId: string;
  /** The query's model, its variables filled in, with what the panel's request carries. */
  readonly model: Readonly<Record<string, unknown>>;
  /** The panel's interval between two points. */
  readonly intervalMs: number;
  readonly maxDataPoints: number;
  /** Time between two requests to the server. */
  readonly pollMs: number;
  /** The beginning of the panel's range. */
  readonly fromEpochMs: number;
  /** When the viewer's first rows were requested, by the clock of this machine. */
  readonly askedEpochMs: number;
  /** The time of the newest of the viewer's first rows; absent where there are none. */
  readonly lastEpochMs?: number;
  /** The series of those rows, in their order; absent where they are too many for a channel's address. */
  readonly series?: readonly StartSeries[];
  /** Absent where the channel had no running stream when the viewer's first rows were requested. */
  readonly joined?: JoinedStream;
}

/** Where a viewer joins a stream that was running already. */
export interface JoinedStream {
  /** The number of the last push whose points are among the viewer's first rows. */
  readonly pushes: number;
  /** A random id, which tells viewers apart and does not identify the user. */
  readonly viewer: string;
}

/** A series of the viewer's first rows, with the server's own name for it. */
export interface StartSeries {
  readonly name: string;
  readonly title?: string;
  readonly labels: Labels;
  readonly config: FieldConfig;
  readonly lastEpochMs?: number;
}

/** Grafana accepts at most 64 KiB in the message that subscribes. */
export const maxLiveDataBytes = 48 * 1024;
/** The limit when it comes back, which is higher: hosts on the way may write the same JSON with more characters. */
const maxReceivedBytes = 4 * maxLiveDataBytes;

/** A panel that moves less than once a day is not live, and a timer of more than 24 days would fire at once. */
export const maxPollMs = 86_400_000;

/** Fields that say which panel asks, and not what it asks for: two panels with the same question share a stream. */
const panelFields = new Set(['app', 'requestId', 'panelId', 'dashboardId', 'dashboardUID', 'rangeRaw']);

/** Fields of a query's model that do not belong in the path: Grafana adds them, they depend on the panel's width, or the path has them already. */
const hostFields = new Set([
  ...['refId', 'key', 'hide', 'live', 'datasource', 'datasourceId'],
  ...['intervalMs', 'maxDataPoints', 'queryCachingTTL', 'carried'],
]);

type PathParts = Pick<LiveQuestion, 'refId' | 'model' | 'intervalMs' | 'pollMs'>;

/**
 * The path of a question's channel: a hash, which is the same for all panels that ask the same, and has only characters that Grafana allows. Grafana
 * never forgets a path, so that it must not contain anything that changes by itself, such as a time.
 */
export function livePath({ refId, model, intervalMs, pollMs }: PathParts): string {
  const query = without(model, hostFields);
  const asked = isRecord(model['carried']) ? without(model['carried'], panelFields) : {};
  return `v1/${hash('sha256', stableJson([refId, query, asked, intervalMs, pollMs]), 'base64url')}`;
}

function without(record: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name)));
}

/**
 * Reads the question in a channel's address. Where its seal is not this process's (the process was restarted, or the question was made elsewhere),
 * only the fields that the path is a hash of are trusted: a false claim about first rows would change what all viewers of the channel get.
 * @throws {PluginError} 400 when it is not a question, or not the one that the path is a hash of
 */
export function parseLiveQuestion(path: string, data: Uint8Array, sealOf: (question: object) => string): LiveQuestion {
  if (data.byteLength > maxReceivedBytes) throw refusal(`at most ${maxReceivedBytes} bytes of data`);
  const text = checkNesting(Buffer.from(data).toString(), 'the data of the channel');
  const parsed = parseJson(text);
  const question = toQuestion(parsed);
  if (question === undefined) throw refusal('data that came with the answer to a query, under "live" in its "meta"');
  if (livePath(question) !== path) throw refusal(`the path ${livePath(question)} for its data`);
  return isRecord(parsed) && parsed['seal'] === sealOf(question) ? question : withoutClaims(question, Date.now());
}

function withoutClaims(
  { refId, model, intervalMs, maxDataPoints, pollMs, fromEpochMs }: LiveQuestion,
  nowMs: number,
): LiveQuestion {
  return {
    ...{ refId, model, intervalMs, pollMs },
    maxDataPoints: Math.min(Math.max(1, Math.round(maxDataPoints)), maxUnsealedPoints),
    fromEpochMs: Math.min(fromEpochMs, nowMs),
    askedEpochMs: 0,
  };
}

/** More than any panel is wide. */
const maxUnsealedPoints = 10_000;

/** A signature by which this process recognizes a question that it made itself, for the same data source. */
export function sealQuestion(question: object, dataSourceKey: string, secret: Uint8Array): string {
  return createHmac('sha256', secret)
    .update(stableJson([dataSourceKey, question]))
    .digest('base64url');
}

function toQuestion(value: unknown): LiveQuestion | undefined {
  if (!isRecord(value)) return undefined;
  const { refId, model, lastEpochMs } = value;
  const numbers = toNumbers(value);
  const series = toSeriesList(value['series']);
  if (typeof refId !== 'string' || !isRecord(model) || numbers === undefined || series === 'unreadable')
    return undefined;
  const joined = toJoined(value['joined']);
  return {
    ...{ refId, model, ...numbers },
    ...(isTime(lastEpochMs) && { lastEpochMs }),
    ...(series && { series }),
    ...(joined && { joined }),
  };
}

function toSeriesList(value: unknown): readonly StartSeries[] | undefined | 'unreadable' {
  if (!Array.isArray(value)) return undefined;
  const series = value.map(toStartSeries).filter((one) => one !== undefined);
  return series.length === value.length ? series : 'unreadable';
}

function toJoined(value: unknown): JoinedStream | undefined {
  if (!isRecord(value)) return undefined;
  const { pushes, viewer } = value;
  return typeof pushes === 'number' && typeof viewer === 'string' ? { pushes, viewer } : undefined;
}

type Numbers = Pick<LiveQuestion, 'intervalMs' | 'maxDataPoints' | 'pollMs' | 'fromEpochMs' | 'askedEpochMs'>;

function toNumbers(value: Readonly<Record<string, unknown>>): Numbers | undefined {
  const { intervalMs, maxDataPoints, pollMs, fromEpochMs, askedEpochMs } = value;
  if (!isPositive(intervalMs) || !isPositive(maxDataPoints) || !isPositive(pollMs)) return undefined;
  if (!isTime(fromEpochMs) || !isTime(askedEpochMs)) return undefined;
  return { intervalMs, maxDataPoints, pollMs: Math.min(pollMs, maxPollMs), fromEpochMs, askedEpochMs };
}

function toStartSeries(value: unknown): StartSeries | undefined {
  if (!isRecord(value)) return undefined;
  const { name, title, labels, config, lastEpochMs } = value;
  if (typeof name !== 'string' || !isRecord(labels) || !isRecord(config)) return undefined;
  if (!Object.values(labels).every((label) => typeof label === 'string')) return undefined;
  return {
    name,
    ...(typeof title === 'string' && { title }),
    labels: labels as Labels,
    config,
    ...(isTime(lastEpochMs) && { lastEpochMs }),
  };
}

function refusal(expected: string): PluginError {
  return new PluginError(`expected ${expected}; open the panel anew`, { errorSource: 'plugin', status: 400 });
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

/** Whether it is within the range of JavaScript's dates (ECMA-262, 21.4.1.1). */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON with sorted keys: the same text for the same content. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
