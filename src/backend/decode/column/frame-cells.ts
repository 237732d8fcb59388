import { asJsonArray, asJsonObject, isJsonArray, ownValue, type JsonObject } from '../json/json-value.ts';

/**
 * A frame field's values with what JSON cannot hold put in: `entities` lists the rows that are NaN or infinite,
 * `nanos` what a time has below its ms, and an enum's numbers stand for the texts in its config.
 * Source: grafana-plugin-sdk-go, data/frame_json.go.
 */
export function frameCells(values: readonly unknown[], field: JsonObject, details: JsonObject): readonly unknown[] {
  const withEntities = putEntities(values, ownValue(details, 'entities'));
  const withNanos = addNanos(withEntities, ownValue(details, 'nanos'));
  return ownValue(field, 'type') === 'enum' ? putTexts(withNanos, field) : withNanos;
}

const entityValues = { NaN, Inf: Infinity, NegInf: -Infinity };

function putEntities(values: readonly unknown[], entities: unknown): readonly unknown[] {
  const rowLists = asJsonObject(entities);
  let cells = values;
  for (const [name, value] of Object.entries(entityValues)) {
    const rows = new Set(asJsonArray(ownValue(rowLists, name)));
    if (rows.size > 0) cells = cells.map((cell, row) => (rows.has(row) ? value : cell));
  }
  return cells;
}

function addNanos(values: readonly unknown[], nanos: unknown): readonly unknown[] {
  if (!isJsonArray(nanos)) return values;
  return values.map((cell, row) => {
    const extra = nanos[row];
    return typeof cell === 'number' && typeof extra === 'number' ? cell + extra / 1e6 : cell;
  });
}

function putTexts(values: readonly unknown[], field: JsonObject): readonly unknown[] {
  const config = asJsonObject(ownValue(field, 'config'));
  const texts = asJsonArray(ownValue(asJsonObject(ownValue(asJsonObject(ownValue(config, 'type')), 'enum')), 'text'));
  return values.map((cell) => (typeof cell === 'number' ? (texts[cell] ?? cell) : cell));
}
