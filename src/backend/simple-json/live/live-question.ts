import { createHmac, hash } from 'node:crypto';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import type { FieldConfig, Labels } from '../../sdk/dataframe/field.ts';
import { checkNesting } from '../query/check-nesting.ts';
import { isRecord } from '../../../shared/is-record.ts';

/**
 * What the address of a channel carries as its data: everything that a run needs, since after a restart of the plugin nothing else
 * comes. Made by the executable with the answer that the viewer begins with, and handed back by the page as it is.
 */
export interface LiveQuestion {
  readonly refId: string;
  /** The query's model, its variables filled in, with what the panel's request carries. */
  readonly model: Readonly<Record<string, unknown>>;
  /** Between two points, as the panel asks. */
  readonly intervalMs: number;
  readonly maxDataPoints: number;
  /** Between two requests. */
  readonly pollMs: number;
  /** Of the panel's range. */
  readonly fromEpochMs: number;
  /** When the viewer's first rows were asked for, by the clock of the plugin. */
  readonly askedEpochMs: number;
  /** The newest of the viewer's first rows; absent where there are none. */
  readonly lastEpochMs?: number;
  /** The series among those rows in their order; absent where they are too many. */
  readonly series?: readonly StartSeries[];
  /** Absent where the channel had no stream yet. */
  readonly joined?: JoinedStream;
}

/** Where a viewer takes part in a stream that others look at already. */
export interface JoinedStream {
  /** How many pushes of the stream the first rows hold. */
  readonly pushes: number;
  /** Tells viewers apart; says nothing of who they are. */
  readonly viewer: string;
}

/** A series that the viewer has already, as the server names it. */
export interface StartSeries {
  readonly name: string;
  readonly title?: string;
  readonly labels: Labels;
  readonly config: FieldConfig;
  readonly lastEpochMs?: number;
}

/** Grafana takes 64 KiB for the message that subscribes. */
export const maxLiveDataBytes = 48 * 1024;
/** Written another way by hosts on the way. */
const maxReceivedBytes = 4 * maxLiveDataBytes;

/** Longer pauses are no live panel, and beyond 24 days a timer would not wait at all. */
export const maxPollMs = 86_400_000;

/** Of a request's fields these say where its panel is: two panels with one question may share a stream. */
const panelFields = new Set(['app', 'requestId', 'panelId', 'dashboardId', 'dashboardUID', 'rangeRaw']);

/** What Grafana puts into a query on its way, or counts apart from it; a panel's width is among it. */
const hostFields = new Set([
  ...['refId', 'key', 'hide', 'live', 'datasource', 'datasourceId'],
  ...['intervalMs', 'maxDataPoints', 'queryCachingTTL', 'carried'],
]);

type PathParts = Pick<LiveQuestion, 'refId' | 'model' | 'intervalMs' | 'pollMs'>;

/**
 * The channel of a question: the same for all who ask the same, and allowed in a channel's name whatever the question holds.
 * Grafana remembers each path for good, so nothing is in it that changes by itself.
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
 * The question in a channel's address. Of one that this process has not sealed (it was restarted, or somebody made it up), only what the
 * path stands for is taken: what a viewer says of the first rows decides what all viewers of the channel get.
 * @throws {PluginError} 400 when it is none, or another's than the path says
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

/** By which a process knows a question again that it has made for one of its data sources. */
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

/** As far as dates go (ECMA-262, 21.4.1.1). */
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

/** The same for the same JSON, whatever the order of its keys. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
