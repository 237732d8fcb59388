import type { OptionList, TimeRangeText } from '../../../shared/resource-routes.ts';
import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { Field } from '../../sdk/dataframe/field.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import type { DataResponse } from '../../sdk/api/query-data.ts';
import { fetchAnnotations } from '../request/fetch-annotations.ts';
import { fetchMetrics, fetchPayloadOptions, fetchTags, fetchVariable } from '../request/fetch-options.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { checkHealth } from './check-health.ts';
import type { Query } from '../query/parse-query.ts';
import { previewQuery } from '../request/preview-query.ts';
import { pluginErrorFrom } from '../call/plugin-error-from.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';
import { toRawRange } from '../query/raw-range.ts';

type SpecialQuery = (query: Query, server: SimpleJsonServer, call: RequestContext) => Promise<DataFrame>;

/** What a query may ask for beside data, by its `queryType`: version 1 knows no other way, annotations use it in both. */
const specialQueries: Readonly<Record<string, SpecialQuery>> = {
  // Of the pages of Grafana 5 and 6, whose drop-down narrows what it gets.
  search: async ({ target = '' }, server, call) =>
    optionsFrame(await fetchMetrics({ text: target, limit: 0, narrowsItself: true }, server, call)),
  variable: async (query, server, call) => {
    const { model, target = '' } = query;
    return optionsFrame(
      await fetchVariable({ query: model['query'] ?? target, range: textRange(query) }, server, call),
    );
  },
  'tag-keys': async (query, server, call) => {
    const { filters } = query.carried;
    return optionsFrame(await fetchTags({ ...(filters && { filters }), range: textRange(query) }, server, call));
  },
  'tag-values': async (query, server, call) => {
    const key = query.model['key'];
    if (typeof key !== 'string' || key === '')
      throw expected(query, 'a text "key", the filter whose values are wanted');
    const { filters } = query.carried;
    return optionsFrame(await fetchTags({ key, ...(filters && { filters }), range: textRange(query) }, server, call));
  },
  'payload-options': async ({ model, target = '', payload, refId }, server, call) => {
    const name = model['name'];
    if (typeof name !== 'string') throw expected({ refId }, 'a text "name", the field whose options are wanted');
    return optionsFrame(await fetchPayloadOptions({ metric: target, name, payload }, server, call));
  },
  'sent-query': sentQueryFrame,
  annotations: annotationsFrame,
  test: testFrame,
};

export function isSpecial({ queryType }: Query): boolean {
  return Object.hasOwn(specialQueries, queryType);
}

/** Answers such a query with a table; a failure is in the response. */
export async function answerSpecialQuery(
  query: Query,
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<DataResponse> {
  try {
    const frame = await specialQueries[query.queryType]?.(query, server, call);
    return { frames: frame === undefined ? [] : [frame] };
  } catch (error) {
    return { frames: [], error: pluginErrorFrom(error) };
  }
}

/** Columns `text` and, unless it says the same, `value`. */
function optionsFrame({ options }: OptionList): DataFrame {
  const texts = options.map(({ text }) => text);
  const values = options.map(({ value }) => value);
  const isSame = values.every((value, i) => value === texts[i]);
  const fields: Field[] = [{ type: 'string', name: 'text', values: texts }, ...(isSame ? [] : [valueField(values)])];
  return { name: '', meta: { type: 'table' }, fields };
}

function valueField(values: readonly (string | number | boolean)[]): Field {
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length === values.length
    ? { type: 'float64', name: 'value', values: Float64Array.from(numbers) }
    : { type: 'string', name: 'value', values: values.map(String) };
}

async function annotationsFrame(query: Query, server: SimpleJsonServer, call: RequestContext): Promise<DataFrame> {
  const { model, target } = query;
  const saved = model['annotation'];
  const annotation =
    typeof saved === 'object' && saved !== null
      ? { ...saved }
      : { name: model['name'] ?? '', enable: true, query: model['query'] ?? target ?? '' };
  const { fields, problems } = await fetchAnnotations({ annotation, range: textRange(query) }, server, call);
  const notices = problems.map((text) => ({ severity: 'warning' as const, text }));
  return { name: 'annotations', meta: { type: 'table', ...(notices.length > 0 && { notices }) }, fields };
}

/** What the server would get for the query in "query". */
async function sentQueryFrame(query: Query, server: SimpleJsonServer, call: RequestContext): Promise<DataFrame> {
  const { intervalMs, maxDataPoints, model } = query;
  const asked = model['query'];
  if (typeof asked !== 'object' || asked === null) throw expected(query, 'a "query", the one that is to be shown');
  const { method, path, headerNames, body } = previewQuery(
    { query: { ...asked }, range: textRange(query), intervalMs, maxDataPoints },
    server,
    call,
  );
  const fields: Field[] = [
    { type: 'string', name: 'method', values: [method] },
    { type: 'string', name: 'path', values: [path] },
    { type: 'string', name: 'headerNames', values: [headerNames.join(', ')] },
    { type: 'json', name: 'body', values: [JSON.stringify(body)] },
  ];
  return Promise.resolve({ name: 'sent query', meta: { type: 'table' }, fields });
}

/** Version 1's "Save & test". */
async function testFrame(_query: Query, server: SimpleJsonServer, call: RequestContext): Promise<DataFrame> {
  const { status, message, details } = await checkHealth(server, call);
  if (status === 'error') throw new PluginError(message, { errorSource: 'downstream', status: 502 });
  const fields: Field[] = [
    { type: 'string', name: 'status', values: [status] },
    { type: 'string', name: 'message', values: [message] },
    { type: 'json', name: 'details', values: [JSON.stringify(details ?? {})] },
  ];
  return { name: 'test', meta: { type: 'table' }, fields };
}

function textRange({ timeRange, carried }: Query): TimeRangeText {
  return {
    from: new Date(timeRange.fromEpochMs).toISOString(),
    to: new Date(timeRange.toEpochMs).toISOString(),
    raw: carried.rangeRaw ?? toRawRange(timeRange),
  };
}

function expected({ refId }: Pick<Query, 'refId'>, what: string): PluginError {
  return new PluginError(`query ${refId}: expected ${what}, got none`, { errorSource: 'plugin', status: 400 });
}
