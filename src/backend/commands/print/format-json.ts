import { type DataFrame, frameLength } from '../../sdk/dataframe/data-frame.ts';
import { type Field, isNull } from '../../sdk/dataframe/field.ts';

/**
 * Frames as JSON text that loses nothing: integers beyond 2^53 as digits, NaN and infinities as texts.
 * Each is in the form that data frames have in Grafana's pages, which /query of the later dialect may answer with.
 */
export function formatJson(frames: readonly DataFrame[]): string {
  return frames.length === 0 ? '[]' : `[\n${frames.map(frameJson).join(',\n')}\n]`;
}

function frameJson(frame: DataFrame): string {
  const { name, refId, meta, fields } = frame;
  const length = frameLength(frame);
  const head = JSON.stringify({ name, refId, meta }).slice(0, -1);
  if (fields.length === 0) return `  ${head},"fields":[]}`;
  return `  ${head},"fields":[\n${fields.map((field) => `    ${fieldJson(field, length)}`).join(',\n')}\n  ]}`;
}

function fieldJson(field: Field, length: number): string {
  const { name, labels, config } = field;
  const values = Array.from({ length }, (_, i) => valueJson(field, i));
  return `${JSON.stringify({ name, type: grafanaType(field), labels, config }).slice(0, -1)},"values":[${values.join(',')}]}`;
}

function grafanaType({ type }: Field): string {
  if (type === 'float64' || type === 'int64') return 'number';
  return type === 'json' ? 'other' : type;
}

function valueJson(field: Field, i: number): string {
  if (isNull(field, i)) return 'null';
  const value = field.values[i];
  if (field.type === 'boolean') return value === 0 ? 'false' : 'true';
  if (field.type === 'json' || typeof value === 'bigint') return String(value);
  return typeof value === 'number' && !Number.isFinite(value) ? `"${value}"` : JSON.stringify(value);
}
