import type { Field } from '../field.ts';
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

/** Plain types only: Go's reader panics on dictionaries and large strings, and takes every timestamp for nanoseconds. */
export const columnTypes: Readonly<Record<Field['type'], ColumnType>> = {
  time: {
    field: fieldTable(typeId.timestamp),
    type: tableTemplate([4], [timeUnit.nanosecond]),
    tag: measureText('time'),
  },
  float64: { field: fieldTable(typeId.floatingPoint), type: tableTemplate([4], [precision.double]), tag: number },
  // bitWidth and is_signed
  int64: { field: fieldTable(typeId.int), type: tableTemplate([4, 8], [64, 1]), tag: number },
  boolean: { field: fieldTable(typeId.bool), type: tableTemplate([], []), tag: measureText('boolean') },
  string: text,
  json: text,
};

/**
 * `Field`: name, nullable, the union's type_type and type, dictionary, children, custom_metadata. Always nullable: a null
 * in a column that is not would silently become 0 on the host.
 */
function fieldTable(type: number): TableTemplate {
  const { name, nullable, typeType, type: value, metadata } = fieldPositions;
  return tableTemplate([name, nullable, typeType, value, 0, 0, metadata], [0, 0, 0, 1 | (type << 8)]);
}
