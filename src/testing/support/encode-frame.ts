import { ByteWriter } from '../../backend/sdk/dataframe/arrow/byte-writer.ts';
import { layOutFrame, writeFrame } from '../../backend/sdk/dataframe/arrow/encode-frame.ts';
import type { DataFrame } from '../../backend/sdk/dataframe/data-frame.ts';

/** A frame as one Arrow IPC file. */
export function encodeFrame(frame: DataFrame): Buffer {
  const layout = layOutFrame(frame);
  const bytes = Buffer.allocUnsafeSlow(layout.byteLength);
  writeFrame(layout, new ByteWriter(bytes));
  return bytes;
}
