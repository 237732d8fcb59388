import { isJsonArray, isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import { isPlainlyTime } from '../result/points-of-pairs.ts';

/** Elasticsearch's aggregations as one table: a row for each innermost bucket, with the keys of those around it. */
export function bucketDocuments(object: JsonObject): readonly unknown[] | undefined {
  const aggregations = ownValue(object, 'aggregations');
  if (!isJsonObject(aggregations)) return undefined;
  const rows = rowsOf(aggregations, {}, maxDepth);
  return rows.length === 0 ? undefined : [rows];
}

const maxDepth = 8;

function rowsOf(aggregations: JsonObject, around: JsonObject, depth: number): readonly JsonObject[] {
  const bucketed = Object.entries(aggregations).find(([, each]) => isJsonArray(bucketsOf(each)));
  if (bucketed === undefined) return [{ ...around, ...metricsOf(aggregations) }];
  const [name, aggregation] = bucketed;
  const buckets = bucketsOf(aggregation);
  if (depth === 0 || !isJsonArray(buckets)) return [];
  return buckets.filter(isJsonObject).flatMap((bucket) => {
    const { key } = bucket;
    const column = typeof key === 'number' && isPlainlyTime(key) ? 'time' : name;
    return rowsOf(bucket, { ...around, [column]: key }, depth - 1);
  });
}

function bucketsOf(aggregation: unknown): unknown {
  return isJsonObject(aggregation) ? ownValue(aggregation, 'buckets') : undefined;
}

/** `{"doc_count": 2, "1": {"value": 1.5}}`; the count is used only where the bucket has no metrics. */
function metricsOf(bucket: JsonObject): JsonObject {
  const metrics = Object.entries(bucket).flatMap(([name, metric]) =>
    isJsonObject(metric) && Object.hasOwn(metric, 'value') ? [[name, metric['value']] as const] : [],
  );
  return metrics.length > 0 ? Object.fromEntries(metrics) : { count: ownValue(bucket, 'doc_count') };
}
