import { checkedFrame, frameLength, type DataFrame } from '../data-frame.ts';
import type { ByteWriter } from './byte-writer.ts';
import { layOutColumn } from './column.ts';
import { fileSize, writeFile, type FileLayout } from './ipc-file.ts';
import { layOutRecordBatch } from './record-batch.ts';
import { layOutSchema } from './schema.ts';

/** A frame that is measured, but not written yet; shares its columns. */
export interface FrameLayout {
  readonly byteLength: number;
  readonly file: FileLayout;
}

/**
 * What a frame takes as one Arrow IPC *file*, as a Grafana host of version 7.0 or later reads it. Such hosts, and Grafana 7's
 * pages, read the schema in the footer; the one at the begin goes without the metadata, which may be longer than the data.
 * @throws {Error} when columns differ in length
 */
export function layOutFrame(frame: DataFrame): FrameLayout {
  const schema = layOutSchema(checkedFrame(frame));
  const recordBatch = layOutRecordBatch(frame.fields.map(layOutColumn), frameLength(frame));
  const file = { schema, recordBatch };
  return { file, byteLength: fileSize(file) };
}

/** Writes `byteLength` bytes. */
export function writeFrame({ file, byteLength }: FrameLayout, writer: ByteWriter): void {
  const end = writer.at + byteLength;
  writeFile(writer, file);
  if (writer.at !== end) throw new Error(`expected an Arrow file to end at byte ${end}, but it does at ${writer.at}`);
}
