import { isRecord } from '../../shared/is-record.ts';
import type { AnnotationQuery } from '@grafana/data';

import { readQuery } from '../query/read-query.ts';
import { isSameJson } from '../query/payload/same-json.ts';
import { payloadOf, targetOf, type SavedQuery } from '../query/saved-query.ts';

const annotationRefId = 'Anno';

/**
 * An annotation as the editor works on it. The original plugins saved its text beside its name, as `query`; Grafana 12 takes
 * what stands there for a query of its second dashboard schema, so that the text moves into `target`.
 * @returns the very object where there is nothing to change: Grafana's editor prepares again until it gets the one it gave
 */
export function readAnnotation(saved: unknown): AnnotationQuery<SavedQuery> {
  const annotation: SavedAnnotation = isRecord(saved) ? saved : {};
  const read = isKindOfQuery(annotation.query) ? readWithKind(annotation, annotation.query) : readWithText(annotation);
  return isSameJson(read, annotation) ? (annotation as AnnotationQuery<SavedQuery>) : read;
}

/** What an annotation asks for, as its editor works on it. */
export function readAnnotationQuery(saved: unknown): SavedQuery {
  const query = readQuery(saved, annotationRefId);
  return query.queryType === 'annotations' ? query : { ...query, queryType: 'annotations' };
}

/** What is asked for; the executable gives `annotation` to servers with /annotations, its `target` to those without. */
export function toAnnotationQuery(saved: unknown): SavedQuery {
  const { name, enable, iconColor, datasource, target } = readAnnotation(saved);
  const query = target ?? readQuery({}, annotationRefId);
  const payload = payloadOf(query);
  return {
    ...query,
    annotation: {
      name: name ?? '',
      enable: enable ?? true,
      ...(iconColor !== undefined && { iconColor }),
      ...(datasource !== undefined && { datasource }),
      query: targetOf(query),
      ...(payload !== undefined && { target: { target: targetOf(query), payload } }),
    },
  };
}

interface SavedAnnotation extends Omit<AnnotationQuery<SavedQuery>, 'target'> {
  readonly target?: unknown;
  /** A text of the original plugins, or what Grafana 12 keeps there. */
  readonly query?: unknown;
  /** What Grafana 12 found in the annotation and has no place for in its second dashboard schema. */
  readonly legacyOptions?: unknown;
}

/** Of dashboards in Grafana's second schema: the query is `spec`, and Grafana keeps `target` equal to it. */
interface KindOfQuery {
  readonly kind: string;
  readonly spec?: unknown;
}

function isKindOfQuery(query: unknown): query is KindOfQuery {
  return isRecord(query) && typeof query['kind'] === 'string';
}

function readWithKind(annotation: SavedAnnotation, query: KindOfQuery): AnnotationQuery<SavedQuery> {
  const { legacyOptions, ...rest } = annotation;
  const { query: text, ...options } = isRecord(legacyOptions) ? legacyOptions : {};
  const target = toTarget([query.spec, text, rest.target]);
  return {
    ...rest,
    target,
    query: { ...query, spec: target },
    ...(isRecord(legacyOptions) && { legacyOptions: options }),
  } as AnnotationQuery<SavedQuery>;
}

function readWithText({ query, ...rest }: SavedAnnotation): AnnotationQuery<SavedQuery> {
  // Grafana 12 made `{ spec }` of a text that stood here while `target` was edited.
  return { ...rest, target: toTarget([rest.target, isRecord(query) ? query['spec'] : query]) };
}

/** The first that somebody has filled in, even with nothing. */
function toTarget(models: readonly unknown[]): SavedQuery {
  return readAnnotationQuery(models.find(isFilledIn) ?? models.find(isRecord) ?? {});
}

function isFilledIn(model: unknown): boolean {
  return typeof model === 'string' || (isRecord(model) && ['target', 'payload', 'data'].some((key) => key in model));
}
