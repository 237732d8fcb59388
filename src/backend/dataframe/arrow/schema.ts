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
import { columnTypes, fieldPositions, keyValue, keyValuePositions, schema, schemaPositions } from './schema-tables.ts';

/**
 * `Schema` of Arrow's Schema.fbs: the columns, and as custom metadata what Grafana knows beside them. Name, refId and meta
 * are the schema's, labels and config the fields' (grafana-plugin-sdk-go, data/arrow.go).
 */
export interface SchemaLayout {
  readonly fields: readonly FieldLayout[];
  readonly metadata: Metadata;
  readonly byteLength: number;
}

interface FieldLayout {
  readonly type: Field['type'];
  readonly name: MeasuredText;
  readonly metadata: Metadata;
}

interface Metadata {
  readonly entries: readonly KeyValue[];
  readonly byteLength: number;
}

interface KeyValue {
  readonly key: MeasuredText;
  readonly value: MeasuredText;
}

export function layOutSchema(frame: DataFrame): SchemaLayout {
  const fields = frame.fields.map((field) => ({
    type: field.type,
    name: measureText(field.name),
    metadata: fieldMetadata(field),
  }));
  return measureSchema(fields, frameMetadata(frame));
}

/** The same columns without metadata. */
export function withoutMetadata({ fields }: SchemaLayout): SchemaLayout {
  return measureSchema(
    fields.map(({ type, name }) => ({ type, name, metadata: noMetadata })),
    noMetadata,
  );
}

function measureSchema(fields: readonly FieldLayout[], metadata: Metadata): SchemaLayout {
  let byteLength = schema.byteLength + 4 + metadata.byteLength;
  for (const [i, field] of fields.entries()) byteLength += 4 + fieldSize(field, i === 0);
  return { fields, metadata, byteLength };
}

/** The first field's vtable is everyone's. */
function fieldSize({ type, name, metadata }: FieldLayout, isFirst: boolean): number {
  const { field, type: typeTable } = columnTypes[type];
  const fieldLength = isFirst ? field.byteLength : field.table.byteLength;
  return fieldLength + stringSize(name) + typeTable.byteLength + metadata.byteLength;
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
  const entries = [
    { key: keys.name, value: measureText(name) },
    { key: keys.refId, value: measureText(refId ?? '') },
  ];
  if (meta !== undefined) entries.push({ key: keys.meta, value: measureText(JSON.stringify(meta)) });
  return measureMetadata(entries);
}

/** `tstype` is for the browser of Grafana 7, which decodes Arrow itself. */
function fieldMetadata({ type, labels, config }: Field): Metadata {
  const entries = [{ key: keys.tstype, value: columnTypes[type].tag }];
  if (labels !== undefined) entries.push({ key: keys.labels, value: measureText(JSON.stringify(labels)) });
  if (config !== undefined) entries.push({ key: keys.config, value: measureText(JSON.stringify(config)) });
  return measureMetadata(entries);
}

const noMetadata = measureMetadata([]);

function measureMetadata(entries: readonly KeyValue[]): Metadata {
  let byteLength = entries.length === 0 ? 4 : 4 + keyValue.vtable.byteLength;
  for (const { key, value } of entries)
    byteLength += 4 + keyValue.table.byteLength + stringSize(key) + stringSize(value);
  return { entries, byteLength };
}

/** Writes the tables and returns where the first of them begins. */
export function writeSchema(writer: ByteWriter, { fields, metadata }: SchemaLayout): number {
  const table = writeTable(writer, schema);
  refer(writer, table + schemaPositions.fields);
  let reference = writeReferences(writer, fields.length);
  let first: number | undefined;
  for (const field of fields) {
    const fieldTable = writeField(writer, field, first);
    refer(writer, reference, fieldTable);
    first ??= fieldTable;
    reference += 4;
  }
  refer(writer, table + schemaPositions.metadata);
  writeMetadata(writer, metadata);
  return table;
}

function writeField(writer: ByteWriter, { type, name, metadata }: FieldLayout, first: number | undefined): number {
  const { field, type: typeTable } = columnTypes[type];
  const table = writeTable(writer, field, first);
  refer(writer, table + fieldPositions.name);
  writeString(writer, name);
  refer(writer, table + fieldPositions.type, writeTable(writer, typeTable));
  refer(writer, table + fieldPositions.metadata);
  writeMetadata(writer, metadata);
  return table;
}

function writeMetadata(writer: ByteWriter, { entries }: Metadata): void {
  let reference = writeReferences(writer, entries.length);
  let first: number | undefined;
  for (const { key, value } of entries) {
    const table = writeTable(writer, keyValue, first);
    refer(writer, reference, table);
    refer(writer, table + keyValuePositions.key);
    writeString(writer, key);
    refer(writer, table + keyValuePositions.value);
    writeString(writer, value);
    first ??= table;
    reference += 4;
  }
}
