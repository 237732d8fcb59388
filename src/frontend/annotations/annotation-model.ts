import type { AnnotationQuery } from '@grafana/data';

import { readQuery } from '../query/read-query.ts';
import { payloadOf, targetOf, type SavedQuery } from '../query/saved-query.ts';

const annotationRefId = 'Anno';

/** An annotation as the editor works on it. The original plugins saved its text beside its name, as `query`. */
export function readAnnotation(saved: unknown): AnnotationQuery<SavedQuery> {
  const annotation = (typeof saved === 'object' && saved !== null ? saved : {}) as SavedAnnotation;
  const { query, target } = annotation;
  const model = target ?? (typeof query === 'string' ? query : {});
  return { ...annotation, target: { ...readQuery(model, annotationRefId), queryType: 'annotations' } };
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

interface SavedAnnotation extends AnnotationQuery<SavedQuery> {
  readonly query?: unknown;
}
