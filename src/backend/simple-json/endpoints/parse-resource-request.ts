import type {
  AnnotationsRequest,
  MetricsRequest,
  PayloadOptionsRequest,
  RuleReducer,
  RunAsRuleRequest,
  SearchRequest,
  SentQueryRequest,
  TagRequest,
  TimeRangeText,
  VariableRequest,
} from '../../../shared/resource-routes.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import { reducers } from '../../sdk/rule/reduce-series.ts';
import { checkNesting } from '../query/check-nesting.ts';
import { parseFilters } from '../query/parse-carried.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';
import { isRecord } from '../../../shared/is-record.ts';

type Body = Readonly<Record<string, unknown>>;

/**
 * The JSON object in a resource request's body; an empty body is an empty object.
 * @throws {PluginError} 400
 */
export function parseResourceBody(bytes: Uint8Array): Body {
  const text = checkNesting(Buffer.from(bytes).toString(), 'the request body');
  const body = text.trim() === '' ? {} : parseJson(text);
  if (isRecord(body)) return body;
  throw refusal('the request body to be a JSON object, such as {"target":"upper"}', body ?? cutText(text, 60));
}

export function parseSearchRequest(body: Body): SearchRequest {
  return { target: optionalText(body, 'target') ?? '' };
}

export function parseMetricsRequest(body: Body): MetricsRequest {
  const { limit, type, payload } = body;
  if (limit !== undefined && !(Number.isInteger(limit) && Number(limit) >= 0)) {
    throw refusal('"limit" to be a whole number, 0 for all', limit);
  }
  const text = optionalText(body, 'text');
  const metric = optionalText(body, 'metric');
  return {
    ...(text !== undefined && { text }),
    ...(metric !== undefined && { metric, payload }),
    ...(typeof limit === 'number' && { limit }),
    ...((type === 'timeserie' || type === 'timeseries' || type === 'table') && { type }),
  };
}

export function parseVariableRequest(body: Body): VariableRequest {
  const { query } = body;
  if (typeof query !== 'string' && (typeof query !== 'object' || query === null)) {
    throw refusal('"query" to be a text or a JSON object', query);
  }
  return { query, ...withRange(body) };
}

export function parsePayloadOptionsRequest(body: Body): PayloadOptionsRequest {
  return { metric: requiredText(body, 'metric'), name: requiredText(body, 'name'), payload: body['payload'] };
}

export function parseTagRequest(body: Body): TagRequest {
  const text = optionalText(body, 'text');
  const filters = parseFilters(body['filters']);
  return { ...(text !== undefined && { text }), ...(filters !== undefined && { filters }), ...withRange(body) };
}

export function parseTagValuesRequest(body: Body): TagRequest & { readonly key: string } {
  return { ...parseTagRequest(body), key: requiredText(body, 'key') };
}

export function parseSentQueryRequest(body: Body): SentQueryRequest {
  const { intervalMs, maxDataPoints } = body;
  return {
    ...queryAndRange(body),
    ...(typeof intervalMs === 'number' && { intervalMs }),
    ...(typeof maxDataPoints === 'number' && { maxDataPoints }),
  };
}

export function parseRunAsRuleRequest(body: Body): RunAsRuleRequest {
  const { reducer } = body;
  if (reducer !== undefined && !isReducer(reducer))
    throw refusal(`"reducer" to be one of ${reducers.join(', ')}`, reducer);
  const [above, below] = [optionalNumber(body, 'above'), optionalNumber(body, 'below')];
  return {
    ...queryAndRange(body),
    ...(reducer !== undefined && { reducer }),
    ...(above !== undefined && { above }),
    ...(below !== undefined && { below }),
  };
}

function queryAndRange(body: Body): Pick<SentQueryRequest, 'query' | 'range'> {
  const { query } = body;
  const { range } = withRange(body);
  if (range === undefined) throw refusal('"range" with "from" and "to"', body['range']);
  if (!isRecord(query)) {
    throw refusal('"query" to be a JSON object', query);
  }
  return { query: { ...query }, range };
}

function isReducer(value: unknown): value is RuleReducer {
  return reducers.some((reducer) => reducer === value);
}

function optionalNumber(body: Body, key: string): number | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value;
  throw refusal(`"${key}" to be a number`, value);
}

export function parseAnnotationsRequest(body: Body): AnnotationsRequest {
  const { annotation, variables } = body;
  const { range } = withRange(body);
  if (range === undefined) throw refusal('"range" with "from" and "to"', body['range']);
  if (!isRecord(annotation)) {
    throw refusal('"annotation" to be a JSON object', annotation);
  }
  return { annotation: { ...annotation }, range, ...(variables !== undefined && { variables }) };
}

function withRange(body: Body): { readonly range?: TimeRangeText } {
  const { range } = body;
  if (range === undefined || range === null) return {};
  const { from, to, raw } = range as Partial<Record<keyof TimeRangeText, unknown>>;
  if (!isDate(from) || !isDate(to)) {
    throw refusal('"range" to have "from" and "to" as ISO dates', range);
  }
  return { range: { from, to, ...(isRaw(raw) && { raw: { from: raw.from, to: raw.to } }) } };
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isRaw(raw: unknown): raw is { readonly from: string; readonly to: string } {
  if (typeof raw !== 'object' || raw === null || !('from' in raw) || !('to' in raw)) return false;
  return typeof raw.from === 'string' && typeof raw.to === 'string';
}

function optionalText(body: Body, key: string): string | undefined {
  const value = body[key];
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw refusal(`"${key}" to be a text`, value);
}

function requiredText(body: Body, key: string): string {
  const value = optionalText(body, key);
  if (value === undefined || value === '') throw refusal(`"${key}" to be a text`, value);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(expected: string, got: unknown): PluginError {
  const shown = got === undefined ? 'nothing' : cutText(JSON.stringify(got), 100);
  return new PluginError(`expected ${expected}, got ${shown}`, { errorSource: 'plugin', status: 400 });
}
