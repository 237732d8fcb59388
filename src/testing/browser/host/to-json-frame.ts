import type { DataFrame } from '../../../backend/sdk/dataframe/data-frame.ts';
import { type Field, isNull, nullCount } from '../../../backend/sdk/dataframe/field.ts';

/** A frame as Grafana 8 and later give it to the browser; source: grafana-plugin-sdk-go, data/frame_json.go. */
export function toJsonFrame({ name, refId, meta, fields }: DataFrame): unknown {
  const columns = fields.map(toColumn);
  const entities = columns.map((column) => column.entities);
  return {
    schema: {
      name,
      ...(refId === undefined ? {} : { refId }),
      ...(meta === undefined ? {} : { meta }),
      fields: fields.map((field) => ({
        name: field.name,
        type: types[field.type].type,
        typeInfo: { frame: types[field.type].frame, nullable: field.type !== 'time' || nullCount(field) > 0 },
        ...(field.labels === undefined ? {} : { labels: field.labels }),
        ...(field.config === undefined ? {} : { config: field.config }),
      })),
    },
    data: {
      values: columns.map((column) => column.values),
      ...(entities.some((one) => one !== null) ? { entities } : {}),
    },
  };
}

const types = {
  time: { type: 'time', frame: 'time.Time' },
  float64: { type: 'number', frame: 'float64' },
  int64: { type: 'number', frame: 'int64' },
  boolean: { type: 'boolean', frame: 'bool' },
  string: { type: 'string', frame: 'string' },
  json: { type: 'string', frame: 'string' },
} as const satisfies Record<Field['type'], unknown>;

interface Column {
  readonly values: readonly unknown[];
  /** Where the numbers are that JSON has no word for; null when there is none. */
  readonly entities: Readonly<Record<'NaN' | 'Inf' | 'NegInf', readonly number[]>> | null;
}

function toColumn(field: Field): Column {
  const values = Array.from(field.values as ArrayLike<unknown>, (value, i) =>
    isNull(field, i) ? null : cell(field, value),
  );
  const entities = { NaN: where(values, NaN), Inf: where(values, Infinity), NegInf: where(values, -Infinity) };
  const isPlain = Object.values(entities).every((places) => places.length === 0);
  return { values, entities: isPlain ? null : entities };
}

function cell(field: Field, value: unknown): unknown {
  if (field.type === 'boolean') return value === 1;
  if (field.type === 'time') return Math.floor(Number(value));
  return typeof value === 'bigint' ? Number(value) : value;
}

function where(values: readonly unknown[], entity: number): readonly number[] {
  return values.flatMap((value, i) => (Object.is(value, entity) ? [i] : []));
}
