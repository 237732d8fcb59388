import type { DataFrame } from '../data-frame.ts';
import type { Field } from '../field.ts';
import type { ByteWriter } from './byte-writer.ts';
import {
  measureText,
  refer,
  stringSize,
  writeReferences,
  writeString,
  writeTable,
  type MeasuredText,
} from './flatbuffer.ts';
import {
  columnTypeOf,
  fieldPositions,
  keyValue,
  keyValuePositions,
  schema,
  schemaPositions,
  type ColumnType,
} from './schema-tables.ts';

/**
 * `Schema` of Arrow's Schema.fbs: the columns, and as custom metadata what Grafana knows beside them. Name, refId and meta
 * are the schema's, labels and config the fields' (grafana-plugin-sdk-go, data/arrow.go).
 */
export interface SchemaLayout {
  readonly fields: readonly FieldLayout[];
  readonly metadata: Metadata;
}

interface FieldLayout {
  readonly type: ColumnType;
  readonly name: MeasuredText;
  readonly metadata: Metadata;
}

interface Metadata {
  readonly entries: readonly (KeyValue | undefined)[];
  /** Of those that are there. */
  readonly count: number;
  readonly byteLength: number;
}

interface KeyValue {
  readonly key: MeasuredText;
  readonly value: MeasuredText;
}

/** With its metadata or as columns only. */
export type SchemaExtent = 'whole' | 'columns';

export function layOutSchema(frame: DataFrame): SchemaLayout {
  const fields = frame.fields.map((field) => {
    const type = columnTypeOf(field);
    return { type, name: measureText(field.name), metadata: fieldMetadata(field, type) };
  });
  return { fields, metadata: frameMetadata(frame) };
}

export function schemaSize({ fields, metadata }: SchemaLayout, extent: SchemaExtent): number {
  let size = schema.byteLength + 4 + within(extent, metadata).byteLength;
  for (const [i, field] of fields.entries()) {
    size += 4 + fieldSize(field, i === 0) + within(extent, field.metadata).byteLength;
  }
  return size;
}

/** The first field's vtable is everyone's. */
function fieldSize({ type, name }: FieldLayout, isFirst: boolean): number {
  const { field, type: typeTable } = type;
  return (isFirst ? field.byteLength : field.table.byteLength) + stringSize(name) + typeTable.byteLength;
}

function within(extent: SchemaExtent, metadata: Metadata): Metadata {
  return extent === 'whole' ? metadata : noMetadata;
}

const keys = {
  name: measureText('name'),
  refId: measureText('refId'),
  meta: measureText('meta'),
  tstype: measureText('tstype'),
  labels: measureText('labels'),
  config: measureText('config'),
};

function frameMetadata({ name, refId, meta }: DataFrame): Metadata {
  return measureMetadata([
    { key: keys.name, value: measureText(name) },
    { key: keys.refId, value: measureText(refId ?? '') },
    jsonEntry(keys.meta, meta),
  ]);
}

/** `tstype` is for the browser of Grafana 7, which decodes Arrow itself. */
function fieldMetadata({ labels, config }: Field, { tag }: ColumnType): Metadata {
  return measureMetadata([
    { key: keys.tstype, value: tag },
    jsonEntry(keys.labels, labels),
    jsonEntry(keys.config, config),
  ]);
}

function jsonEntry(key: MeasuredText, value: object | undefined): KeyValue | undefined {
  return value === undefined ? undefined : { key, value: measureText(JSON.stringify(value)) };
}

const noMetadata = measureMetadata([]);

function measureMetadata(entries: readonly (KeyValue | undefined)[]): Metadata {
  let count = 0;
  let byteLength = 4;
  for (const entry of entries) {
    if (entry === undefined) continue;
    count++;
    byteLength += 4 + keyValue.table.byteLength + stringSize(entry.key) + stringSize(entry.value);
  }
  return { entries, count, byteLength: count === 0 ? byteLength : byteLength + keyValue.vtable.byteLength };
}

/** Writes the tables and returns where the first of them begins. */
export function writeSchema(writer: ByteWriter, { fields, metadata }: SchemaLayout, extent: SchemaExtent): number {
  const table = writeTable(writer, schema);
  refer(writer, table + schemaPositions.fields);
  let reference = writeReferences(writer, fields.length);
  let first: number | undefined;
  for (const field of fields) {
    const fieldTable = writeField(writer, field, first);
    refer(writer, reference, fieldTable);
    refer(writer, fieldTable + fieldPositions.metadata);
    writeMetadata(writer, within(extent, field.metadata));
    first ??= fieldTable;
    reference += 4;
  }
  refer(writer, table + schemaPositions.metadata);
  writeMetadata(writer, within(extent, metadata));
  return table;
}

function writeField(writer: ByteWriter, { type, name }: FieldLayout, first: number | undefined): number {
  const { field, type: typeTable } = type;
  const table = writeTable(writer, field, first);
  refer(writer, table + fieldPositions.name);
  writeString(writer, name);
  refer(writer, table + fieldPositions.type, writeTable(writer, typeTable));
  return table;
}

function writeMetadata(writer: ByteWriter, { entries, count }: Metadata): void {
  let reference = writeReferences(writer, count);
  let first: number | undefined;
  for (const entry of entries) {
    if (entry === undefined) continue;
    const table = writeTable(writer, keyValue, first);
    refer(writer, reference, table);
    refer(writer, table + keyValuePositions.key);
    writeString(writer, entry.key);
    refer(writer, table + keyValuePositions.value);
    writeString(writer, entry.value);
    first ??= table;
    reference += 4;
  }
}
