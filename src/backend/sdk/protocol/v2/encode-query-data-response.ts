import { ByteWriter } from '../../dataframe/arrow/byte-writer.ts';
import type { DataFrame } from '../../dataframe/data-frame.ts';
import * as pluginv2 from '../../gen/pluginv2/backend.ts';
import { PluginError } from '../../api/plugin-error.ts';
import type { DataResponse, QueryDataResponse } from '../../api/query-data.ts';
import { forEachInSteps, type Steps } from '../../turns/steps.ts';
import { FrameFields } from './frame-fields.ts';
import { toDataResponse, type ToProtoOptions } from './to-proto.ts';
import { fieldSize, writeHeader } from './wire-fields.ts';

/**
 * `pluginv2.QueryDataResponse` as bytes. Everything is measured first, so that the frames are written where they belong:
 * the generated code would copy them three times, and they may be many megabytes. A step writes some frames
 * of one response.
 */
export function* encodeQueryDataResponse(response: QueryDataResponse, options: ToProtoOptions): Steps<Buffer> {
  const entries: EntryLayout[] = [];
  for (const [refId, data] of response) {
    entries.push(yield* layOutEntry(refId, data, options));
    yield;
  }
  const bytes = Buffer.allocUnsafeSlow(entries.reduce((sum, { byteLength }) => sum + fieldSize(byteLength), 0));
  const writer = new ByteWriter(bytes);
  for (const entry of entries) {
    yield* writeEntry(writer, entry);
    yield;
  }
  return bytes;
}

/** An entry of the map of responses: its key, a `DataResponse` but for its frames as the generated code writes it, and those. */
interface EntryLayout {
  readonly key: Buffer;
  readonly response: Uint8Array;
  readonly frames: FrameFields;
  readonly responseLength: number;
  readonly byteLength: number;
}

function* layOutEntry(refId: string, data: DataResponse, options: ToProtoOptions): Steps<EntryLayout> {
  const { frames, error } = yield* layOutFrames(data.frames, refId, options);
  const response = pluginv2.DataResponse.encode(toDataResponse(data.error ?? error, options)).finish();
  const key = Buffer.from(refId);
  const responseLength = frames.byteLength + response.length;
  return { key, response, frames, responseLength, byteLength: fieldSize(key.length) + fieldSize(responseLength) };
}

/** A frame that cannot be encoded is a bug of ours, but no reason for the other queries to go without their answers. */
function* layOutFrames(
  frames: readonly DataFrame[],
  refId: string,
  { logger }: ToProtoOptions,
): Steps<{ readonly frames: FrameFields; readonly error?: PluginError }> {
  const fields = new FrameFields();
  try {
    yield* forEachInSteps(frames, (frame) => {
      fields.add(frame.refId === undefined ? { ...frame, refId } : frame);
    });
    return { frames: fields };
  } catch (error) {
    logger.error('a frame could not be encoded', { refId, error });
    return { frames: new FrameFields(), error: PluginError.from(error) };
  }
}

/** Numbers of fields: of the response's map, of the map's entries. */
const responsesField = 1;
const keyField = 1;
const valueField = 2;

function* writeEntry(
  writer: ByteWriter,
  { key, response, frames, responseLength, byteLength }: EntryLayout,
): Steps<undefined> {
  writeHeader(writer, responsesField, byteLength);
  writeHeader(writer, keyField, key.length);
  writer.raw(key);
  writeHeader(writer, valueField, responseLength);
  yield* forEachInSteps(frames.writers(), (write) => {
    write(writer);
  });
  writer.raw(response);
  return undefined;
}
