import type { AnnotationEvent, OptionList, ResourceRoute } from '../../../shared/resource-routes.ts';
import type { DecodedAnnotations } from '../../decode/annotation/decode-annotations.ts';
import { isNull } from '../../sdk/dataframe/field.ts';
import type { CallResourceRequest, CallResourceResponse, HttpHeaders } from '../../sdk/api/call-resource.ts';
import type { PluginError } from '../../sdk/api/plugin-error.ts';
import { fetchAnnotations } from '../request/fetch-annotations.ts';
import { fetchMetrics, fetchPayloadOptions, fetchTags, fetchVariable } from '../request/fetch-options.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { runInTurns } from '../../sdk/turns/steps.ts';
import { listJsonInSteps } from './list-json.ts';
import * as parse from './parse-resource-request.ts';
import { pluginErrorFrom } from '../call/plugin-error-from.ts';
import { previewQuery } from '../request/preview-query.ts';
import { postJson, type SimpleJsonServer } from '../server/simple-json-server.ts';
import { runAsRule } from './run-as-rule.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

type Body = ReturnType<typeof parse.parseResourceBody>;

type Route = (body: Body, server: SimpleJsonServer, call: RequestContext) => Promise<CallResourceResponse>;

/** What the pages ask beside queries, by path; all with POST. */
const routes: Readonly<Record<ResourceRoute, Route>> = {
  search: async (body, server, call) => {
    const answer = await postJson(server, { path: '/search', body: parse.parseSearchRequest(body) }, call);
    return { status: 200, headers: jsonHeaders, body: answer.body };
  },
  metrics: async (body, server, call) =>
    optionsJson(await fetchMetrics(parse.parseMetricsRequest(body), server, call), call),
  variable: async (body, server, call) =>
    optionsJson(await fetchVariable(parse.parseVariableRequest(body), server, call), call),
  'payload-options': async (body, server, call) =>
    optionsJson(await fetchPayloadOptions(parse.parsePayloadOptionsRequest(body), server, call), call),
  'tag-keys': async (body, server, call) =>
    optionsJson(await fetchTags(parse.parseTagRequest(body), server, call), call),
  'tag-values': async (body, server, call) =>
    optionsJson(await fetchTags(parse.parseTagValuesRequest(body), server, call), call),
  'sent-query': async (body, server, call) =>
    Promise.resolve(json(previewQuery(parse.parseSentQueryRequest(body), server, call))),
  'run-as-rule': async (body, server, call) => json(await runAsRule(parse.parseRunAsRuleRequest(body), server, call)),
  annotations: async (body, server, call) =>
    eventsJson(await fetchAnnotations(parse.parseAnnotationsRequest(body), server, call), call),
};

/** Nobody reads more, and it is written several times. */
const maxShownBytes = 1024 * 1024;

/** Answers a resource call; every failure is an HTTP status with a JSON message a person can act on. */
export async function callResource(
  request: CallResourceRequest,
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<CallResourceResponse> {
  try {
    const path = withoutSlashes(request.path);
    if (!isRoute(path)) {
      return json(
        { message: `no resource "${cutText(path, maxQuoteLength)}"; there are: ${Object.keys(routes).join(', ')}` },
        404,
      );
    }
    if (request.method !== 'POST') {
      return json({ message: `expected POST for "${path}", got ${cutText(request.method, maxQuoteLength)}` }, 405, {
        Allow: ['POST'],
      });
    }
    if (path === 'sent-query' && request.body.byteLength > maxShownBytes) {
      return json(
        { message: `expected a query of at most ${maxShownBytes} bytes to be shown; shorten its payload` },
        400,
      );
    }
    return await routes[path](parse.parseResourceBody(request.body), server, call);
  } catch (error) {
    return errorResponse(pluginErrorFrom(error));
  }
}

/** An error as the answer of a resource call. */
export function errorResponse({ message, status, errorSource }: PluginError): CallResourceResponse {
  return json({ message, errorSource }, status);
}

/** A resource's path as the routes have it. */
export function withoutSlashes(path: string): string {
  let [start, end] = [0, path.length];
  while (path[start] === '/') start++;
  while (end > start && path[end - 1] === '/') end--;
  return path.slice(start, end);
}

function isRoute(path: string): path is ResourceRoute {
  return Object.hasOwn(routes, path);
}

const maxQuoteLength = 100;

const jsonHeaders = { 'Content-Type': ['application/json'] };

function json(body: unknown, status = 200, headers: HttpHeaders = {}): CallResourceResponse {
  return { status, headers: { ...jsonHeaders, ...headers }, body: Buffer.from(JSON.stringify(body)) };
}

async function optionsJson({ options, more }: OptionList, { signal }: RequestContext): Promise<CallResourceResponse> {
  const list = await runInTurns(
    listJsonInSteps(options, (option) => option),
    signal,
  );
  return { status: 200, headers: jsonHeaders, body: Buffer.from(`{"options":${list},"more":${more}}`) };
}

async function eventsJson({ fields }: DecodedAnnotations, { signal }: RequestContext): Promise<CallResourceResponse> {
  const rows = Array.from({ length: fields[0]?.values.length ?? 0 }, (_, row) => row);
  const list = await runInTurns(
    listJsonInSteps(rows, (row) => toEvent(fields, row)),
    signal,
  );
  return { status: 200, headers: jsonHeaders, body: Buffer.from(list) };
}

/** Columns to an event; null cells are left out. */
function toEvent(fields: DecodedAnnotations['fields'], row: number): AnnotationEvent {
  const event = Object.fromEntries(
    fields.filter((field) => !isNull(field, row)).map((field) => [field.name, field.values[row]]),
  );
  const { tags } = event;
  return {
    ...event,
    time: Number(event['time']),
    ...('timeEnd' in event && { isRegion: true }),
    ...(typeof tags === 'string' && { tags: tags.split(',').filter((tag) => tag !== '') }),
  };
}
