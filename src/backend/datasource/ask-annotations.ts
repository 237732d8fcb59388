import type { AnnotationsRequest } from '../../shared/resource-routes.ts';
import { decodeAnnotations, type DecodedAnnotations } from '../decode/decode-annotations.ts';
import type { CallFacts } from './call-facts.ts';
import { postJson, type Server } from './server.ts';

/**
 * The events of a time range: from /annotations, or from /query where annotations are a query like any other.
 * @returns the columns Grafana maps by itself: time, timeEnd, title, text, tags, id
 */
export async function askAnnotations(
  { annotation, range, variables }: AnnotationsRequest,
  server: Server,
  call: CallFacts,
): Promise<DecodedAnnotations> {
  const rangeRaw = range.raw ?? { from: range.from, to: range.to };
  const wholeRange = { from: range.from, to: range.to, raw: rangeRaw };
  return server.annotationsPath.ask(async (path) => {
    const body =
      path === '/annotations'
        ? { range: wholeRange, rangeRaw, annotation, ...(variables === undefined ? {} : { variables }) }
        : { range: wholeRange, rangeRaw, targets: [toTarget(annotation)] };
    return decodeAnnotations((await postJson(server, { path, body }, call)).body);
  });
}

/** The later dialect saves a whole query as the annotation's target, the original one a text. */
function toTarget(annotation: AnnotationsRequest['annotation']): Record<string, unknown> {
  const { target, query, name } = annotation;
  if (typeof target === 'object' && target !== null) return { refId: 'Anno', ...target };
  return { refId: 'Anno', target: target ?? query ?? name };
}
