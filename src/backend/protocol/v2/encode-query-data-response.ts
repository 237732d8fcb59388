import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type * as pluginv2 from '../../gen/pluginv2/backend.ts';

/**
 * `pluginv2.QueryDataResponse` as the generated code writes it, but with the frames joined once: that copies them three
 * times, and they may be many megabytes.
 */
export function encodeQueryDataResponse({ responses }: pluginv2.QueryDataResponse): Buffer {
  const chunks: Uint8Array[] = [];
  for (const [refId, response] of Object.entries(responses)) {
    const key = new BinaryWriter().tag(1, WireType.LengthDelimited).string(refId).finish();
    const value = encodeDataResponse(response);
    const valueHead = header(2, value.byteLength);
    const entryLength = key.length + valueHead.length + value.byteLength;
    chunks.push(header(1, entryLength), key, valueHead, ...value.chunks);
  }
  return Buffer.concat(chunks);
}

interface Encoded {
  readonly chunks: readonly Uint8Array[];
  readonly byteLength: number;
}

function encodeDataResponse({ frames, error, jsonMeta, status, errorSource, format }: pluginv2.DataResponse): Encoded {
  const tail = new BinaryWriter();
  if (error !== '') tail.tag(2, WireType.LengthDelimited).string(error);
  if (jsonMeta.length > 0) tail.tag(3, WireType.LengthDelimited).bytes(jsonMeta);
  if (status !== 0) tail.tag(4, WireType.Varint).int32(status);
  if (errorSource !== '') tail.tag(5, WireType.LengthDelimited).string(errorSource);
  if (format !== 0) tail.tag(6, WireType.Varint).int32(format);
  const chunks = [...frames.flatMap((frame) => [header(1, frame.length), frame]), tail.finish()];
  return { chunks, byteLength: chunks.reduce((sum, { length }) => sum + length, 0) };
}

/** Tag and length of what follows. */
function header(field: number, length: number): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish();
}
