import { isRecord } from '../../shared/is-record.ts';
import { interpolatePayload } from './payload/interpolate-payload.ts';
import { isSameJson } from './payload/same-json.ts';
import { targetOf, type SavedQuery } from './saved-query.ts';
import type { VariableFill } from '../../shared/interpolate-json.ts';

/**
 * A query with its variables filled in, as servers have always got it: the metric with Grafana's `regex` format, an
 * annotation's text with `glob`, payloads on the parsed tree.
 * @returns the very object where there is nothing to fill in
 */
export function interpolateQuery(query: SavedQuery, fill: VariableFill): SavedQuery {
  const { alias, annotation, data, payload } = query;
  const filled: SavedQuery = {
    ...query,
    ...('target' in query && { target: fill.text(targetOf(query), 'regex') }),
    ...(alias !== undefined && { alias: fill.text(alias) }),
    ...(payload !== undefined && { payload: interpolatePayload(payload, fill) }),
    ...(data !== undefined && { data: interpolatePayload(data, fill) }),
    ...(annotation !== undefined && { annotation: interpolateAnnotation(annotation, fill) }),
  };
  return isSameJson(filled, query) ? query : filled;
}

function interpolateAnnotation(
  annotation: Readonly<Record<string, unknown>>,
  fill: VariableFill,
): Readonly<Record<string, unknown>> {
  const { query, target } = annotation;
  return {
    ...annotation,
    ...(typeof query === 'string' && { query: fill.text(query, 'glob') }),
    ...(isRecord(target) && { target: interpolateAnnotationTarget(target, fill) }),
  };
}

function interpolateAnnotationTarget(
  target: Readonly<Record<string, unknown>>,
  fill: VariableFill,
): Readonly<Record<string, unknown>> {
  const { payload } = target;
  return {
    ...target,
    ...('target' in target && { target: fill.text(targetOf(target), 'regex') }),
    ...(payload !== undefined && { payload: interpolatePayload(payload, fill) }),
  };
}
