import { interpolateJson, type VariableFill } from '../../../../shared/interpolate-json.ts';
import { parseJsonWithVariables } from '../../../../shared/parse-json-with-variables.ts';
import { readSavedModel } from '../../../../shared/read-saved-model.ts';
import type { SavedModel } from '../../saved-model.ts';

/** A panel's query as the pages fill it in: the metric with the format `regex`, a payload on its parsed tree. */
export function fillModel(saved: SavedModel, fill: VariableFill): SavedModel {
  const model = readSavedModel(saved);
  const { target, alias, payload, data } = model;
  return {
    ...model,
    ...(typeof target === 'string' && { target: fill.text(target, 'regex') }),
    ...(typeof alias === 'string' && { alias: fill.text(alias) }),
    ...(payload !== undefined && { payload: fillPayload(payload, fill) }),
    ...(data !== undefined && { data: fillPayload(data, fill) }),
  };
}

/** JSON, or JSON as text; what is neither stays text. */
export function fillPayload(payload: unknown, fill: VariableFill): unknown {
  if (typeof payload !== 'string') return interpolateJson(payload, fill);
  if (payload.trim() === '') return undefined;
  const parsed = parseJsonWithVariables(payload);
  return parsed === undefined ? fill.text(payload) : interpolateJson(parsed.value, fill);
}
