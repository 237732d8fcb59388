import { nullCount, type Field } from '../field.ts';
import { measureText, tableTemplate, type MeasuredText, type TableTemplate } from './flatbuffer.ts';

/** `Schema`: endianness, which is little when absent, fields, custom_metadata. */
export const schemaPositions = { fields: 4, metadata: 8 };
export const schema = tableTemplate([0, schemaPositions.fields, schemaPositions.metadata], [0, 0]);

export const keyValuePositions = { key: 4, value: 8 };
export const keyValue = tableTemplate([keyValuePositions.key, keyValuePositions.value], [0, 0]);

export const fieldPositions = { name: 4, type: 8, metadata: 12, nullable: 16, typeType: 17 };

/** What tells the columns of one type from those of another. */
export interface ColumnType {
  readonly field: TableTemplate;
  readonly type: TableTemplate;
  /** Grafana's own name of the type in a browser. */
  readonly tag: MeasuredText;
}

/** Values of the union `Type`, `TimeUnit` and `Precision` in Schema.fbs. */
const typeId = { int: 2, floatingPoint: 3, utf8: 5, bool: 6, timestamp: 10 };
const timeUnit = { nanosecond: 3 };
const precision = { double: 2 };

const number = measureText('number');
const text = {
  field: fieldTable(typeId.utf8),
  type: tableTemplate([], []),
  tag: measureText('string'),
};

const time = {
  field: fieldTable(typeId.timestamp),
  type: tableTemplate([4], [timeUnit.nanosecond]),
  tag: measureText('time'),
};

/** Plain types only: Go's reader panics on dictionaries and large strings, and takes every timestamp for nanoseconds. */
const columnTypes: Readonly<Record<Field['type'], ColumnType>> = {
  time,
  float64: { field: fieldTable(typeId.floatingPoint), type: tableTemplate([4], [precision.double]), tag: number },
  // bitWidth and is_signed
  int64: { field: fieldTable(typeId.int), type: tableTemplate([4, 8], [64, 1]), tag: number },
  boolean: { field: fieldTable(typeId.bool), type: tableTemplate([], []), tag: measureText('boolean') },
  string: text,
  json: text,
};

/**
 * A time column that lacks no time. Grafana 10 and later take no other for the times of a series: their reader of typed frames
 * (github.com/grafana/dataplane/sdata) looks for a field that cannot be null.
 */
const timeWithoutNulls: ColumnType = { ...time, field: fieldTable(typeId.timestamp, 'not nullable') };

/**
 * Values stay nullable, whether a null is among them or not: every reader takes either, and a type that changes with the data
 * would change under a panel from one answer to the next.
 */
export function columnTypeOf(field: Field): ColumnType {
  return field.type === 'time' && nullCount(field) === 0 ? timeWithoutNulls : columnTypes[field.type];
}

/**
 * `Field`: name, nullable, the union's type_type and type, dictionary, children, custom_metadata. A null in a column that is
 * not nullable would silently become 0 on the host.
 */
function fieldTable(type: number, nulls: 'nullable' | 'not nullable' = 'nullable'): TableTemplate {
  const { name, nullable, typeType, type: value, metadata } = fieldPositions;
  const flags = (nulls === 'nullable' ? 1 : 0) | (type << 8);
  return tableTemplate([name, nullable, typeType, value, 0, 0, metadata], [0, 0, 0, flags]);
}
