import type { Field } from '../sdk/dataframe/field.ts';
import { PluginError } from '../sdk/api/plugin-error.ts';
import type { QueryDataResponse } from '../sdk/api/query-data.ts';
import {
  encodeResponse,
  type EncodeCall,
  type EncodeOptions,
  type ResponseEncoder,
} from '../sdk/protocol/encode-response.ts';
import { askPool, type Workers } from './ask-pool.ts';
import { minMovedBytes, transferListOf, sizeOf } from './columns-of.ts';
import type { EncodedResponse, PlainResponse } from './tasks.ts';

/** Smaller answers are written within a millisecond. */
const minEncodedElsewhere = 512 * 1024;
/** Thousands of shorter columns take this thread longer to hand over than to write. */
const minBytesOfColumn = 1024;

/** Writes large answers in a worker, so that others do not wait for them, and small ones at once. */
export function createPooledEncoder(
  workers: Workers,
  { minBytes = minEncodedElsewhere, minColumnBytes = minBytesOfColumn } = {},
): ResponseEncoder {
  return (response, options, call) => {
    const fields = [...response.values()].flatMap(({ frames }) => frames.flatMap((frame) => frame.fields));
    const bytes = sizeOf(fields);
    const measured = { response, fields, bytes, workers };
    if (bytes < minBytes || bytes < minColumnBytes * fields.length) return encodeHere(measured, options, call);
    return encodeElsewhere(measured, options, call);
  };
}

/** Frees the columns at once: kept until the garbage collector comes, they make it come often. */
function encodeHere({ response, fields, bytes }: MeasuredResponse, options: EncodeOptions, call: EncodeCall): Buffer {
  const encoded = encodeResponse(response, options, call);
  if (bytes >= minMovedBytes) for (const buffer of transferListOf(fields)) buffer.transfer(0);
  return encoded;
}

interface MeasuredResponse {
  readonly response: QueryDataResponse;
  readonly fields: readonly Field[];
  readonly bytes: number;
  readonly workers: Workers;
}

async function encodeElsewhere(large: MeasuredResponse, options: EncodeOptions, call: EncodeCall): Promise<Buffer> {
  try {
    const encoded = await askWorker(large, options, call);
    if (encoded === undefined) return encodeResponse(large.response, options, call);
    for (const { message, fields } of encoded.logged) call.logger.error(message, fields);
    const { buffer, byteOffset, byteLength } = encoded.bytes;
    if (buffer instanceof ArrayBuffer) large.workers.memory.track(call.owner, buffer);
    return Buffer.from(buffer, byteOffset, byteLength);
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    // The columns are gone, but whoever asked hears why.
    const refIds = [...large.response.keys()];
    return encodeResponse(new Map(refIds.map((refId) => [refId, { frames: [], error }])), options, call);
  }
}

async function askWorker(
  { response, fields, bytes, workers: { open, memory } }: MeasuredResponse,
  options: EncodeOptions,
  { signal, owner }: EncodeCall,
): Promise<EncodedResponse | undefined> {
  const task = { kind: 'encode', input: { responses: toPlain(response), options } } as const;
  // The columns, and about as much that is written of them.
  const release = memory.count(owner, bytes * 2);
  const answer = await askPool(open, task, { bytes, transferList: transferListOf(fields), owner, signal }).finally(
    release,
  );
  if (answer?.kind === 'failed') throw answer.error;
  return answer?.kind === 'output' ? (answer.output as EncodedResponse) : undefined;
}

function toPlain(response: QueryDataResponse): PlainResponse[] {
  return [...response].map(([refId, { frames, error }]) => {
    if (error === undefined) return { refId, frames };
    const { message, errorSource, status } = error;
    return { refId, frames, error: { message, errorSource, status } };
  });
}
