import { type Data, DataType, tableFromIPC, type Vector } from 'apache-arrow';
import type { DataFrame } from '../../../backend/sdk/dataframe/data-frame.ts';
import {
  allValid,
  clearValid,
  type Field,
  type FieldConfig,
  type FieldHeader,
  type Labels,
  type Validity,
} from '../../../backend/sdk/dataframe/field.ts';
import type { FrameMeta } from '../../../backend/sdk/dataframe/frame-meta.ts';

/**
 * What a version 2 host makes of one element of `DataResponse.frames`, by Apache's own Arrow library rather than the one that wrote it.
 * @throws when the bytes are not an Arrow IPC file, or a column is of a type that Grafana 7 cannot read.
 */
export function decodeFrame(bytes: Uint8Array): DataFrame {
  if (Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== 'ARROW1') throw new Error('not an Arrow file');
  const table = tableFromIPC(bytes);
  const { metadata } = table.schema;
  const refId = metadata.get('refId') ?? '';
  const meta = metadata.get('meta');
  return {
    name: metadata.get('name') ?? '',
    ...(refId === '' ? {} : { refId }),
    ...(meta === undefined ? {} : { meta: JSON.parse(meta) as FrameMeta }),
    fields: table.schema.fields.map((field, i) => {
      const column = table.getChildAt(i);
      if (column === null) throw new Error(`column "${field.name}" is missing`);
      return toField(toHeader(field.name, field.metadata), column);
    }),
  };
}

function toHeader(name: string, metadata: ReadonlyMap<string, string>): FieldHeader {
  const labels = metadata.get('labels');
  const config = metadata.get('config');
  return {
    name,
    ...(labels === undefined ? {} : { labels: JSON.parse(labels) as Labels }),
    ...(config === undefined ? {} : { config: JSON.parse(config) as FieldConfig }),
  };
}

function toField(header: FieldHeader, column: Vector): Field {
  const validity = toValidity(column);
  const nullable = { ...header, ...(validity === undefined ? {} : { validity }) };
  if (DataType.isTimestamp(column.type)) return { ...nullable, type: 'time', values: toMilliseconds(column) };
  if (DataType.isFloat(column.type))
    return { ...nullable, type: 'float64', values: Float64Array.from(column.toArray() as Float64Array) };
  if (DataType.isInt(column.type)) return { ...nullable, type: 'int64', values: BigInt64Array.from(column, toBigInt) };
  if (DataType.isBool(column.type)) return { ...nullable, type: 'boolean', values: Uint8Array.from(column, Number) };
  if (DataType.isUtf8(column.type)) return { ...header, type: 'string', values: Array.from(column) };
  throw new Error(`column "${header.name}" is ${String(column.type)}, which Grafana 7 cannot read`);
}

/** A host takes every timestamp for nanoseconds, whatever the column's unit says. */
function toMilliseconds(column: Vector): Float64Array {
  const nanoseconds = column.data.flatMap(({ values }: Data) => [...(values as BigInt64Array)]);
  return Float64Array.from(nanoseconds, (ns) => Number(ns / 1_000_000n) + Number(ns % 1_000_000n) / 1e6);
}

function toBigInt(value: unknown): bigint {
  return typeof value === 'bigint' || typeof value === 'number' ? BigInt(value) : 0n;
}

function toValidity(column: Vector): Validity | undefined {
  if (column.nullCount === 0) return undefined;
  const bitmap = allValid(column.length);
  for (let i = 0; i < column.length; i++) if (!column.isValid(i)) clearValid(bitmap, i);
  return { bitmap, nullCount: column.nullCount };
}
