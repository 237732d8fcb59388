import { isRecord } from '../../../shared/is-record.ts';
import type { CarriedRequest, LiveOption } from '../../../shared/query-model.ts';
import { readSavedModel } from '../../../shared/read-saved-model.ts';
import { parseJsonWithVariables } from '../../../shared/parse-json-with-variables.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import type { DataQuery, TimeRange } from '../../sdk/api/query-data.ts';
import type { Steps } from '../../sdk/turns/steps.ts';
import { checkNesting } from './check-nesting.ts';
import { parseCarried } from './parse-carried.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';
import { holdsQuestion, targetOf } from '../../../shared/saved-question.ts';

/** What one query wants, read from the saved model of whichever plugin saved it. */
export interface Query {
  readonly refId: string;
  /** `query`, or what version 1 has no other way to ask for: `search`. */
  readonly queryType: string;
  /** undefined when the query does not name a metric. */
  readonly target: string | undefined;
  /** `as sent` where the model does not say, as those of the later dialects: there the server chooses. */
  readonly format: 'timeseries' | 'table' | 'as sent';
  readonly alias: string | undefined;
  /** Grafana's unit id, for series of a server that sends none. */
  readonly unit: string | undefined;
  readonly decimals: number | undefined;
  /** Extra JSON for the server, under either of the names it has been saved with; JSON text is parsed. */
  readonly payload: unknown;
  readonly data: unknown;
  readonly carried: CarriedRequest;
  /** Absent: not live. */
  readonly live?: LiveOption;
  /** The saved model, whole. */
  readonly model: Readonly<Record<string, unknown>>;
  /** Characters of its text. */
  readonly modelLength: number;
  readonly intervalMs: number;
  readonly maxDataPoints: number;
  readonly timeRange: TimeRange;
}

/** Alert rules come with neither; Grafana's own defaults for a rule would be 0, which no server can use. */
const defaults = { maxDataPoints: 1000, minIntervalMs: 1000 };

/**
 * @throws {PluginError} 400 when the model is not a JSON object, it or a payload is nested too deep or too large, or a text too long that
 * is repeated in every series
 */
export function parseQuery(query: DataQuery): Query {
  checkText(query);
  return toQuery(query, asObject(query, parseJson(query.json)));
}

/** To read longer ones takes more than some tenths of a millisecond. */
export const shortModelLength = 64 * 1024;

/** The same for a long model. */
export function* parseQueryInSteps(query: DataQuery): Steps<Query> {
  checkText(query);
  yield;
  const parsed = parseJson(query.json);
  yield;
  return toQuery(query, asObject(query, parsed));
}

function checkText({ refId, json }: DataQuery): void {
  checkLength('a refId', refId, 'a query');
  checkNesting(json, `the model of query ${refId}`);
}

function toQuery(query: DataQuery, parsed: Readonly<Record<string, unknown>>): Query {
  const model = readSavedModel(parsed, (text) => {
    checkNesting(text, `the request that the model of query ${query.refId} holds`);
  });
  const maxDataPoints = query.maxDataPoints > 0 ? query.maxDataPoints : defaults.maxDataPoints;
  return {
    refId: query.refId,
    queryType: query.queryType !== '' ? query.queryType : (text(model['queryType']) ?? 'query'),
    target: nonEmpty(targetOf(model)),
    format: parseFormat(model),
    alias: checkLength('an alias', nonEmpty(text(model['alias'])), `query ${query.refId}`),
    unit: checkLength('a unit', nonEmpty(text(model['unit'])), `query ${query.refId}`),
    decimals: isDecimals(model['decimals']) ? model['decimals'] : undefined,
    payload: parsePayload(model['payload'], `payload of query ${query.refId}`),
    data: parsePayload(model['data'], `data of query ${query.refId}`),
    carried: parseCarried(model),
    ...parseLive(model),
    model,
    modelLength: query.json.length,
    intervalMs: query.intervalMs > 0 ? query.intervalMs : defaultIntervalMs(query.timeRange, maxDataPoints),
    maxDataPoints,
    timeRange: query.timeRange,
  };
}

/** Whether there is anything to ask the server for. */
export function isAskable({ model, target, payload, data }: Query): boolean {
  return model['hide'] !== true && holdsQuestion({ target, payload, data });
}

function asObject({ refId, json }: DataQuery, parsed: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(parsed)) return parsed;
  throw new PluginError(
    `query ${refId}: expected its model to be a JSON object, got ${excerpt(json)}; save the panel or rule anew`,
    { errorSource: 'plugin', status: 400 },
  );
}

function parseJson(json: string): unknown {
  if (json.trim() === '') return {};
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Longer ones are no names; they would be repeated in every series of an answer. */
const maxNameLength = 1000;

function checkLength<Name extends string | undefined>(what: string, name: Name, where: string): Name {
  const { length } = name ?? '';
  if (length <= maxNameLength) return name;
  const message = `${where}: expected ${what} of at most ${maxNameLength} characters, got ${length}; shorten it`;
  throw new PluginError(message, { errorSource: 'plugin', status: 400 });
}

/** What hosts take: of a frame with others they take nothing (grafana-plugin-sdk-go, data/field_config.go). */
function isDecimals(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff;
}

function parseFormat({ type }: Readonly<Record<string, unknown>>): Query['format'] {
  if (type === 'table') return 'table';
  return type === undefined ? 'as sent' : 'timeseries';
}

/** An interval that cannot be read is the panel's. */
function parseLive({ live }: Readonly<Record<string, unknown>>): Pick<Query, 'live'> {
  if (!isRecord(live)) return {};
  const { intervalMs } = live;
  const isUsable = typeof intervalMs === 'number' && intervalMs > 0 && Number.isFinite(intervalMs);
  return { live: isUsable ? { intervalMs } : {} };
}

/** JSON text as what it says; nothing for blank text. Text that is no JSON stays text: nothing a user wrote is dropped. */
function parsePayload(value: unknown, what: string): unknown {
  if (typeof value !== 'string') return value ?? undefined;
  if (value.trim() === '') return undefined;
  const parsed = parseJsonWithVariables(checkNesting(value, what));
  return parsed === undefined ? value : parsed.value;
}

function defaultIntervalMs({ fromEpochMs, toEpochMs }: TimeRange, maxDataPoints: number): number {
  return Math.max(defaults.minIntervalMs, Math.ceil((toEpochMs - fromEpochMs) / maxDataPoints));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}

function excerpt(value: string): string {
  return cutText(value, 60);
}
