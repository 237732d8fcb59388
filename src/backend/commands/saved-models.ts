import { isRecord } from '../../shared/is-record.ts';

/** A query as a dashboard or a rule holds it. */
export type SavedModel = Readonly<Record<string, unknown>>;

/**
 * The queries in JSON: one, a list, a panel with its `targets`, or a rule with its `data`, whose expressions are none.
 * @throws {Error} when there are none
 */
export function toSavedModels(value: unknown): readonly SavedModel[] {
  const models = modelsIn(value);
  if (models.length > 0) return models;
  throw new Error(
    'expected the JSON of a query such as {"refId":"A","target":"cpu load"}, of a panel with "targets" or of a rule with "data"',
  );
}

function modelsIn(value: unknown): readonly SavedModel[] {
  if (Array.isArray(value)) return value.flatMap(modelsIn);
  if (!isRecord(value)) return [];
  const { targets, data, model, datasourceUid } = value;
  if (Array.isArray(targets)) return targets.flatMap(modelsIn);
  // A query of the oldest servers has further JSON there, which is no list of queries.
  if (Array.isArray(data) && data.some((entry) => isRecord(entry) && isRecord(entry['model']))) return modelsIn(data);
  if (isRecord(model)) return datasourceUid === '__expr__' ? [] : [model];
  return Object.keys(value).length === 0 ? [] : [value];
}
