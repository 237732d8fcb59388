import type {
  MetricsRequest,
  Option,
  OptionList,
  PayloadOptionsRequest,
  TagRequest,
  TimeRangeText,
  VariableRequest,
} from '../../../shared/resource-routes.ts';
import type { DecodedSearchAnswer } from '../../decode/list/decode-search-answer.ts';
import type { UpstreamResponse } from '../../upstream/contract/upstream-client.ts';
import { forEachInSteps, runInTurns } from '../../sdk/turns/steps.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { checkNesting } from '../query/check-nesting.ts';
import { connectionsFree } from '../server/connections-free.ts';
import { decodeResponse } from '../server/decode-response.ts';
import type { Dialect } from '../server/dialect-table.ts';
import { postJson, type SimpleJsonServer } from '../server/simple-json-server.ts';

/** More than a person scrolls through; the rest is counted. */
const defaultLimit = 1000;

/**
 * The metrics whose names have to do with a text. A list from /metrics is whole, and searched here; servers with /search
 * choose themselves.
 */
export async function fetchMetrics(
  request: MetricsQuestion,
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<OptionList> {
  const { text = '', metric, limit = defaultLimit, narrowsItself = false } = request;
  const send = async (path: MetricsPath, target = text): Promise<readonly Option[]> => {
    const body = path === '/search' ? toSearchBody(target, request, server) : toMetricsBody(request);
    return fetchMetricList({ path, body }, server, call);
  };
  const { path, options } = await server.metricsPath.fetch(
    async (path) => ({ path, options: await send(path) }),
    usefulOptions,
  );
  const found = await optionsAbout(text, options, call);
  if (path === '/metrics') return limited(found, limit);
  if (options.length === 0 || narrowsItself || metric !== undefined) return limited(options, limit);
  if (found.length > 0) return limited(found, limit);
  // Nothing of the text in it: what the server found in its own way, or what it answers to any text.
  await connectionsFree();
  return limited(isSameList(options, await send(path, '')) ? [] : options, limit);
}

type MetricsPath = Dialect['metricsPath'];

interface MetricsQuestion extends MetricsRequest {
  /** Whoever asks searches in the answer. */
  readonly narrowsItself?: boolean;
}

function isSameList(one: readonly Option[], other: readonly Option[]): boolean {
  return one.length === other.length && one.every(({ value }, i) => other[i]?.value === value);
}

interface Question {
  readonly path: string;
  readonly body: unknown;
}

/** A query editor asks again with every few letters, and every editor of a dashboard asks when it opens. */
const keepForMs = 5000;

async function fetchMetricList(
  question: Question,
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<readonly Option[]> {
  return optionsIn(await postJson(server, { ...question, keepForMs }, call), server, call);
}

function toSearchBody(target: string, { type }: MetricsRequest, { dialects }: SimpleJsonServer): unknown {
  return { target, ...(dialects.current.typedSearch && type !== undefined ? { type } : {}) };
}

function toMetricsBody({ metric, payload }: MetricsRequest): unknown {
  return metric === undefined ? {} : { metric, payload: payload ?? {} };
}

/** What a template variable offers. A query that is an object, or the text of one, is the server's own affair. */
export async function fetchVariable(
  { query, range }: VariableRequest,
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<OptionList> {
  const payload = toVariablePayload(query);
  return server.variablePath.fetch(async (path) => {
    const body = path === '/search' ? payload : { payload, ...(range === undefined ? {} : { range: withRaw(range) }) };
    return limited(await optionsIn(await postJson(server, { path, body }, call), server, call), 0);
  }, usefulOptions);
}

const usefulOptions = { isUseful: ({ options }: Pick<OptionList, 'options'>) => options.length > 0 };

/** What a field of a metric's payload form offers. */
export async function fetchPayloadOptions(
  { metric, name, payload }: PayloadOptionsRequest,
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<OptionList> {
  const body = { metric, payload: payload ?? {}, name };
  const answer = await postJson(server, { path: '/metric-payload-options', body }, call);
  return limited(await optionsIn(answer, server, call), 0);
}

/**
 * Keys of ad hoc filters, or with a `key` its values; the server gets what may narrow them down. The typed text was never
 * part of that, so it is searched for here where the server's dialect is settled.
 */
export async function fetchTags(
  request: TagsQuestion,
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<OptionList> {
  const { key, text = '' } = request;
  const { typedTags } = server.dialects.current;
  const path = key === undefined ? '/tag-keys' : '/tag-values';
  const send = async (asked: unknown): Promise<readonly Option[]> =>
    optionsIn(await postJson(server, { path, body: asked }, call), server, call);
  // Grafana gave the original nothing to send for keys, which went out without a body.
  const plain = key === undefined ? [{}, undefined] : [{ key }];
  const options = await server.plainTags.fetch(send, { full: toTagBody(request, typedTags), plain });
  if (typedTags && !server.plainTags.isNeeded) return limited(options, 0);
  return limited(await optionsThat((option) => includesText(option.text, text), options, call), 0);
}

type TagsQuestion = TagRequest & { readonly key?: string };

function toTagBody({ key, text = '', filters, range }: TagsQuestion, typedTags: boolean): object {
  return {
    ...(key === undefined ? {} : { key }),
    ...(typedTags && text !== '' ? { target: text } : {}),
    ...(filters === undefined ? {} : { filters }),
    ...(range === undefined ? {} : { timeRange: withRaw(range) }),
  };
}

async function optionsIn(
  response: UpstreamResponse,
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<DecodedSearchAnswer['options']> {
  return (await decodeResponse('search', response, { server, call })).options;
}

function toVariablePayload(query: unknown): unknown {
  if (typeof query !== 'string') return query;
  if (!/^\s*\{/.test(query)) return { target: query };
  checkNesting(query, "the variable's query");
  try {
    return JSON.parse(query);
  } catch {
    return { target: query };
  }
}

function withRaw({ from, to, raw }: TimeRangeText): TimeRangeText {
  return { from, to, raw: raw ?? { from, to } };
}

/** Nobody types more to find a metric; each word is looked for in each of them. */
const maxSearchLength = 200;

/** Those with every word of a text in their name or value. */
async function optionsAbout(
  sought: string,
  options: readonly Option[],
  call: RequestContext,
): Promise<readonly Option[]> {
  const words = sought.slice(0, maxSearchLength).split(/\s+/);
  const isAbout = ({ text, value }: Option): boolean =>
    words.every((word) => includesText(text, word) || includesText(String(value), word));
  return optionsThat(isAbout, options, call);
}

async function optionsThat(
  isWanted: (option: Option) => boolean,
  options: readonly Option[],
  { signal }: RequestContext,
): Promise<readonly Option[]> {
  const wanted: Option[] = [];
  const steps = forEachInSteps(options, (option) => {
    if (isWanted(option)) wanted.push(option);
  });
  await runInTurns(steps, signal);
  return wanted;
}

function includesText(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/** @param limit 0 for none */
function limited(options: OptionList['options'], limit: number): OptionList {
  if (limit <= 0 || options.length <= limit) return { options, more: 0 };
  return { options: options.slice(0, limit), more: options.length - limit };
}
