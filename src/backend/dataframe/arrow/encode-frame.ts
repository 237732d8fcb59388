import { Batch, Column, Table, tableToIPC, Version, Endianness, type Field as ArrowField } from '@uwdata/flechette';
import { checkedFrame, type DataFrame } from '../data-frame.ts';
import type { Field } from '../field.ts';
import { toArrowColumn } from './arrow-column.ts';

/**
 * A frame as one Arrow IPC *file*, as a Grafana host of version 7.0 or later reads it: one schema, one record batch,
 * name, refId and meta in the schema's metadata, labels and config in the fields' (grafana-plugin-sdk-go, data/arrow.go).
 * @throws {Error} when columns differ in length
 */
export function encodeFrame(frame: DataFrame): Uint8Array {
  const { fields, name, refId, meta } = checkedFrame(frame);
  const columns = fields.map(toArrowColumn);
  const schema = {
    version: Version.V5,
    endianness: Endianness.Little,
    fields: fields.map((field, i): ArrowField => toArrowField(field, columns[i]?.type)),
    metadata: new Map([
      ['name', name],
      ['refId', refId ?? ''],
      ...(meta === undefined ? [] : ([['meta', JSON.stringify(meta)]] as const)),
    ]),
  };
  const batches = columns.map((column) => new Column([new ColumnBatch(column)], column.type));
  const bytes = tableToIPC(new Table(schema, batches), { format: 'file' });
  if (bytes === null) throw new Error('the Arrow writer returned no bytes');
  return bytes;
}

/** The writer asks a batch for its buffers only; reading values back is not needed here. */
class ColumnBatch extends Batch<unknown> {}

function toArrowField(field: Field, type: ArrowField['type'] | undefined): ArrowField {
  if (type === undefined) throw new Error(`field "${field.name}" has no column`);
  // Always nullable: a null in a column that is not would silently become 0 on the host.
  return { name: field.name, type, nullable: true, metadata: fieldMetadata(field) };
}

/** `tstype` is for the browser of Grafana 7, which decodes Arrow itself. */
function fieldMetadata(field: Field): Map<string, string> {
  const metadata = new Map([['tstype', typeTag(field.type)]]);
  if (field.labels !== undefined) metadata.set('labels', JSON.stringify(field.labels));
  if (field.config !== undefined) metadata.set('config', JSON.stringify(field.config));
  return metadata;
}

function typeTag(type: Field['type']): string {
  switch (type) {
    case 'time':
      return 'time';
    case 'float64':
    case 'int64':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'string':
    case 'json':
      return 'string';
  }
}
