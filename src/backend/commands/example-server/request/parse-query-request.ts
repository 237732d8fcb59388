import { HttpError } from './http-error.ts';
import { type JsonObject, jsonObject } from './json-object.ts';
import { parseTagFilters, type TagFilter } from './tag-filter.ts';
import { cutText } from '../../../sdk/builtins/cut-text.ts';

/** The body of POST /query, as far as the example server needs it. */
export interface QueryRequest {
  readonly times: readonly number[];
  readonly targets: readonly QueryTarget[];
  readonly filters: readonly TagFilter[];
}

export interface QueryTarget {
  readonly target: string;
  readonly refId: string | undefined;
  readonly asTable: boolean;
  readonly payload: JsonObject;
}

export interface Range {
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
}

const defaultPoints = 500;
/** A slip in `intervalMs` must not fill the memory. */
const mostPoints = 100_000;

/** @throws {HttpError} naming the first thing that is wrong. */
export function parseQueryRequest(body: unknown): QueryRequest {
  const request = jsonObject(body, 'the body');
  if (!Array.isArray(request['targets'])) {
    throw new HttpError(
      `expected "targets" to be an array such as [{"target":"sine","refId":"A"}], got ${shown(request['targets'])}`,
    );
  }
  return {
    times: sampleTimes(parseRange(request['range']), request),
    targets: request['targets'].map((target, i) => parseTarget(target, i)),
    // Servers see `adhocFilters` from the older plugins and `filters` from the newer; a plugin that sends both means the same.
    filters: parseTagFilters(request['adhocFilters'] ?? request['filters'] ?? []),
  };
}

/** @throws {HttpError} when either end is not a moment. */
export function parseRange(value: unknown): Range {
  const range = jsonObject(value, '"range"');
  const fromEpochMs = parseMoment(range['from'], 'range.from');
  const toEpochMs = parseMoment(range['to'], 'range.to');
  if (fromEpochMs > toEpochMs) throw new HttpError('expected "range.from" to be before "range.to"');
  return { fromEpochMs, toEpochMs };
}

function parseMoment(value: unknown, name: string): number {
  const epochMs = typeof value === 'number' ? value : typeof value === 'string' ? parseMomentText(value) : NaN;
  if (Number.isFinite(epochMs)) return epochMs;
  throw new HttpError(
    `expected "${name}" to be a time such as "2024-05-01T06:00:00.000Z" or 1714543200000, got ${shown(value)}`,
  );
}

function parseMomentText(text: string): number {
  if (/^\d{10,16}$/.test(text)) return Number(text);
  return /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
}

/**
 * Every multiple of the step in (from, to], so that a panel that scrolls asks for the same moments again.
 * The step is the smallest multiple of `intervalMs` that keeps within `maxDataPoints`.
 */
function sampleTimes({ fromEpochMs, toEpochMs }: Range, request: JsonObject): number[] {
  const rangeMs = toEpochMs - fromEpochMs;
  const maxDataPoints = Math.min(mostPoints, positive(request, 'maxDataPoints') ?? mostPoints);
  const intervalMs = positive(request, 'intervalMs') ?? Math.max(1, Math.ceil(rangeMs / defaultPoints));
  const stepMs = intervalMs * Math.max(1, Math.ceil(rangeMs / (intervalMs * maxDataPoints)));
  const first = Math.floor(fromEpochMs / stepMs) + 1;
  const length = Math.floor(toEpochMs / stepMs) - first + 1;
  return Array.from({ length }, (_, i) => (first + i) * stepMs);
}

/** Undefined when absent or 0, which is how an alert rule says that it does not care. */
function positive(request: JsonObject, name: string): number | undefined {
  const value = request[name] ?? 0;
  if (typeof value !== 'number' || !(value >= 0)) {
    throw new HttpError(`expected "${name}" to be a positive number, got ${shown(value)}`);
  }
  return value === 0 ? undefined : Math.max(1, Math.floor(value));
}

function parseTarget(value: unknown, i: number): QueryTarget {
  const { target, refId, type, payload } = jsonObject(value, `"targets[${i}]"`);
  if (typeof target !== 'string' || target === '') {
    throw new HttpError(`expected "targets[${i}].target" to be the name of a metric, got ${shown(target)}`);
  }
  return {
    target,
    refId: typeof refId === 'string' ? refId : undefined,
    asTable: type === 'table',
    payload: payload == null || payload === '' ? {} : jsonObject(payload, `"targets[${i}].payload"`),
  };
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : cutText(JSON.stringify(value), 100);
}
