import type { ByteWriter } from './byte-writer.ts';
import { refer, roundUp, tableTemplate, writeTable, type TableTemplate } from './flatbuffer.ts';
import { writeBody, writeRecordBatch, type RecordBatchLayout } from './record-batch.ts';
import { schemaSize, writeSchema, type SchemaLayout } from './schema.ts';

/**
 * An Arrow IPC file of one record batch: magic, schema message, record batch message, body, end of stream, footer, footer's
 * length, magic (Arrow's Format/Columnar). Parts begin at multiples of eight bytes, counted from the file's begin.
 */
export interface FileLayout {
  readonly schema: SchemaLayout;
  readonly recordBatch: RecordBatchLayout;
}

const magic = Buffer.from('ARROW1');
const magicPadding = 2;

/** V5 of `MetadataVersion` in Schema.fbs. */
const version = 4;

/** `Message` of Message.fbs: version, the union's header_type and header, bodyLength. */
const messagePositions = { header: 4, bodyLength: 8, version: 16, headerType: 18 };
const schemaMessage = messageTemplate(1);
const recordBatchMessage = messageTemplate(3);

function messageTemplate(type: number): TableTemplate {
  const { header, bodyLength, version: versionAt, headerType } = messagePositions;
  return tableTemplate([versionAt, headerType, header, bodyLength], [0, 0, 0, version | (type << 16)]);
}

/** `Footer` of File.fbs: version, schema, dictionaries, recordBatches. */
const footerPositions = { schema: 4, recordBatches: 8, version: 12 };
const footer = tableTemplate(
  [footerPositions.version, footerPositions.schema, 0, footerPositions.recordBatches],
  [0, 0, version],
);

/** Bytes of a `Block`: the record batch's offset, its metadata's length and its body's. */
const blockSize = 24;

/** Of a message's begin, before its length; a length of zero after it ends the stream. */
const continuation = 0xffffffff;
const prefixLength = 8;

export function fileSize(file: FileLayout): number {
  const { schema, recordBatch: batch } = file;
  const messages = messageSize(schemaSize(schema, 'columns')) + messageSize(batch.byteLength) + batch.bodyLength;
  return magic.length + magicPadding + messages + prefixLength + footerSize(file) + 4 + magic.length;
}

/** Up to the body. */
function messageSize(headerLength: number): number {
  return prefixLength + roundUp(4 + schemaMessage.byteLength + headerLength, 8);
}

function footerSize({ schema }: FileLayout): number {
  return 4 + footer.byteLength + 4 + 4 + blockSize + schemaSize(schema, 'whole');
}

export function writeFile(writer: ByteWriter, file: FileLayout): void {
  const start = writer.at;
  writer.raw(magic);
  writer.zeros(magicPadding);
  writeSchemaMessage(writer, file.schema);
  const batchAt = writer.at - start;
  writeRecordBatchMessage(writer, file.recordBatch);
  writeBody(writer, file.recordBatch);
  writer.uint32(continuation);
  writer.uint32(0);
  writeFooter(writer, file, batchAt);
  writer.uint32(footerSize(file));
  writer.raw(magic);
}

function writeSchemaMessage(writer: ByteWriter, schema: SchemaLayout): void {
  const end = writer.at + messageSize(schemaSize(schema, 'columns'));
  const message = writeMessageStart(writer, schemaMessage, end);
  refer(writer, message + messagePositions.header, writeSchema(writer, schema, 'columns'));
  writer.zeros(end - writer.at);
}

function writeRecordBatchMessage(writer: ByteWriter, layout: RecordBatchLayout): void {
  const message = writeMessageStart(writer, recordBatchMessage, writer.at + messageSize(layout.byteLength));
  writer.setSize64(message + messagePositions.bodyLength, layout.bodyLength);
  refer(writer, message + messagePositions.header, writeRecordBatch(writer, layout));
}

/** Writes the prefix and the table, and returns where that begins. */
function writeMessageStart(writer: ByteWriter, message: TableTemplate, end: number): number {
  writer.uint32(continuation);
  writer.uint32(end - writer.at - 4);
  return writeRoot(writer, message);
}

function writeRoot(writer: ByteWriter, root: TableTemplate): number {
  const start = writer.at;
  writer.uint32(0);
  const table = writeTable(writer, root);
  refer(writer, start, table);
  return table;
}

function writeFooter(writer: ByteWriter, { schema, recordBatch: batch }: FileLayout, batchAt: number): void {
  const table = writeRoot(writer, footer);
  writer.zeros(4);
  refer(writer, table + footerPositions.recordBatches);
  writer.uint32(1);
  writer.size64(batchAt);
  writer.size64(messageSize(batch.byteLength));
  writer.size64(batch.bodyLength);
  refer(writer, table + footerPositions.schema, writeSchema(writer, schema, 'whole'));
}
