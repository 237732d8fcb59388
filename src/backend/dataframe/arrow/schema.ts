import type { DataFrame } from '../data-frame.ts';
import type { Field } from '../field.ts';
import type { ByteWriter } from './byte-writer.ts';
import {
  measureText,
  referToNext,
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
  for (const field of fields) byteLength += 4 + fieldSize(field);
  return { fields, metadata, byteLength };
}

function fieldSize({ type, name, metadata }: FieldLayout): number {
  const tables = columnTypes[type];
  return tables.field.byteLength + tables.type.byteLength + stringSize(name) + metadata.byteLength;
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
  let byteLength = 4;
  for (const { key, value } of entries) byteLength += 4 + keyValue.byteLength + stringSize(key) + stringSize(value);
  return { entries, byteLength };
}

export function writeSchema(writer: ByteWriter, { fields, metadata }: SchemaLayout): void {
  const table = writeTable(writer, schema);
  referToNext(writer, table + schemaPositions.fields);
  let reference = writeReferences(writer, fields.length);
  for (const field of fields) {
    referToNext(writer, reference, columnTypes[field.type].field);
    writeField(writer, field);
    reference += 4;
  }
  writeMetadata(writer, table + schemaPositions.metadata, metadata);
}

function writeField(writer: ByteWriter, { type, name, metadata }: FieldLayout): void {
  const tables = columnTypes[type];
  const table = writeTable(writer, tables.field);
  referToNext(writer, table + fieldPositions.name);
  writeString(writer, name);
  referToNext(writer, table + fieldPositions.type, tables.type);
  writeTable(writer, tables.type);
  writeMetadata(writer, table + fieldPositions.metadata, metadata);
}

function writeMetadata(writer: ByteWriter, referredToAt: number, { entries }: Metadata): void {
  referToNext(writer, referredToAt);
  let reference = writeReferences(writer, entries.length);
  for (const { key, value } of entries) {
    referToNext(writer, reference, keyValue);
    const table = writeTable(writer, keyValue);
    referToNext(writer, table + keyValuePositions.key);
    writeString(writer, key);
    referToNext(writer, table + keyValuePositions.value);
    writeString(writer, value);
    reference += 4;
  }
}
