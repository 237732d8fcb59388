import type { AnnotationsRequest, TimeRangeText } from '../../../shared/resource-routes.ts';
import type { AnswerHints } from '../../decode/answer/answer-hints.ts';
import { decodeAnnotations, type DecodedAnnotations } from '../../decode/annotation/decode-annotations.ts';
import { fetchData } from './fetch-data.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import type { UpstreamResponse } from '../../upstream/contract/upstream-client.ts';
import { decodeResponse } from '../server/decode-response.ts';
import { parseQuery, type Query } from '../query/parse-query.ts';
import { postJson, type SimpleJsonServer } from '../server/simple-json-server.ts';

/**
 * The events of a time range: from /annotations, or from /query where annotations are a query like any other.
 * @returns the columns Grafana maps by itself: time, timeEnd, title, text, tags, id
 */
export async function fetchAnnotations(
  { annotation, range, variables }: AnnotationsRequest,
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<DecodedAnnotations> {
  const rangeRaw = range.raw ?? { from: range.from, to: range.to };
  const wholeRange = { from: range.from, to: range.to, raw: rangeRaw };
  const hints = hintsOf(annotation, range);
  const { path: answeredPath, events } = await server.annotationsPath.fetch(async (path) => {
    if (path === '/query') {
      const answer = await fetchData([toQuery(annotation, wholeRange)], server, call);
      return { path, events: await decodeResponse('annotations', answer, { server, call, hints }) };
    }
    const asked = { range: wholeRange, rangeRaw };
    const whole = toAnnotation(annotation, server);
    const full = { ...asked, annotation: whole, ...(variables === undefined ? {} : { variables }) };
    const plain = { ...asked, annotation: originalFields(whole) };
    const send = (body: object | undefined): Promise<UpstreamResponse> => postJson(server, { path, body }, call);
    const answer = await server.plainAnnotations.fetch(send, { full, plain: [plain] });
    return { path, events: await decodeResponse('annotations', answer, { server, call, hints }) };
  }, usefulAnnotations);
  const isGraph = answeredPath === '/query' && server.dialectName === 'auto' && !events.fields.some(saysSomething);
  return isGraph ? decodeAnnotations(new Uint8Array()) : events;
}

/**
 * A dashboard may have been saved with Grafana's "Annotation query mappings", each `{"source": "field", "value": "Start"}`.
 * Source: Grafana, AnnotationEventMappings in grafana-data.
 */
function hintsOf({ mappings }: Annotation, { from, to }: TimeRangeText): AnswerHints {
  const named = Object.entries((mappings ?? {}) as Readonly<Record<string, unknown>>).flatMap(([name, mapping]) => {
    const { source = 'field', value } = (mapping ?? {}) as { readonly source?: unknown; readonly value?: unknown };
    return source === 'field' && typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
  });
  const columnNames = named.length === 0 ? {} : { columnNames: Object.fromEntries(named) };
  return { asked: { fromMs: Date.parse(from), toMs: Date.parse(to) }, ...columnNames };
}

interface FetchedAnnotations {
  readonly path: '/annotations' | '/query';
  readonly events: DecodedAnnotations;
}

/** Many servers answer /query with the points of a graph, whatever they are asked: events that say nothing are none of it. */
const usefulAnnotations = {
  isUseful: ({ path, events: { fields } }: FetchedAnnotations) =>
    path === '/annotations' ? fields.some(({ values }) => values.length > 0) : fields.some(saysSomething),
};

const telling: ReadonlySet<string> = new Set(['title', 'text', 'tags']);

function saysSomething({ name, values }: DecodedAnnotations['fields'][number]): boolean {
  if (!telling.has(name)) return false;
  for (const value of values) if (typeof value === 'string' && value !== '') return true;
  return false;
}

/**
 * With all that the original always sent, for servers with typed structures. Grafana 8.3 made an object of `datasource`, which breaks
 * servers that are strict about types.
 */
function toAnnotation(annotation: Annotation, { name }: SimpleJsonServer): Annotation {
  const { datasource = name, target } = annotation;
  const text = typeof target === 'object' ? (target as { readonly target?: unknown } | null)?.target : target;
  return {
    name: '',
    enable: true,
    iconColor: defaultColor,
    query: typeof text === 'string' ? text : '',
    ...annotation,
    datasource: typeof datasource === 'object' ? name : datasource,
  };
}

/** The one in the original's README. */
const defaultColor = 'rgba(255, 96, 96, 1)';

function originalFields({ name, datasource, iconColor, enable, query }: Annotation): object {
  return { name, datasource, iconColor, enable, query };
}

type Annotation = AnnotationsRequest['annotation'];

function toQuery(annotation: Annotation, { from, to, raw }: Required<TimeRangeText>): Query {
  const target = toTarget(annotation);
  return parseQuery({
    refId: typeof target['refId'] === 'string' ? target['refId'] : 'Anno',
    queryType: 'query',
    maxDataPoints: 0,
    intervalMs: 0,
    timeRange: { fromEpochMs: Date.parse(from), toEpochMs: Date.parse(to) },
    json: JSON.stringify({ ...target, carried: { rangeRaw: raw } }),
  });
}

/** The later dialect saves a whole query as the annotation's target, the original one a text. */
function toTarget({ target, query, name }: Annotation): Readonly<Record<string, unknown>> {
  if (typeof target === 'object' && target !== null) return { ...target };
  return { target: target ?? query ?? name };
}
