import type { DataFrame } from '../sdk/dataframe/data-frame.ts';
import type { Field } from '../sdk/dataframe/field.ts';
import { PluginError } from '../sdk/api/plugin-error.ts';
import type { DataResponse, QueryDataResponse } from '../sdk/api/query-data.ts';
import {
  encodeResponse,
  encodeResponseInSteps,
  type EncodeCall,
  type EncodeOptions,
  type ResponseEncoder,
} from '../sdk/protocol/encode-response.ts';
import { runInPool, type Workers } from './run-in-pool.ts';
import { minMovedBytes, transferListOf, sizeOf } from './columns-of.ts';
import { MessageChannel } from 'node:worker_threads';
import { runInTurns } from '../sdk/turns/steps.ts';
import { partsOfFrames } from './pieces/answer-parts.ts';
import { isHeavy, postInPieces } from './pieces/pieces.ts';
import { framesOf, fromPlain, toPlain, withFrames, withoutFrames } from './plain-responses.ts';
import type { EncodedResponse, EncodeInput } from './tasks.ts';
import { freeBuffer } from '../sdk/builtins/free-buffer.ts';

/** From here on, a response is encoded in a thread. Smaller ones take about 1 ms, or a few where they hold many columns. */
const minEncodedElsewhere = { bytes: 512 * 1024, columns: 2001 };
/** Average bytes of a column below which transferring the columns takes longer than encoding them here. */
const minBytesOfColumn = 1024;
/** A larger frame takes more than 1 ms to encode, which is too long for one step. */
const maxOfStep = { columns: 64, bytes: 64 * 1024 };

/** Encodes large responses in a worker thread, so that other calls do not wait for them, and small ones on the calling thread. */
export function createPooledEncoder(
  workers: Workers,
  { minBytes = minEncodedElsewhere.bytes, minColumnBytes = minBytesOfColumn } = {},
): ResponseEncoder {
  return (response, options, call) => {
    const fields = fieldsOfAll(response);
    const bytes = sizeOf(fields);
    const measured = { response, fields, bytes, workers };
    const isLarge = bytes >= minBytes && bytes >= minColumnBytes * fields.length;
    if (!isLarge && fields.length < minEncodedElsewhere.columns) return encodeHere(measured, options, call);
    if (!isLarge && [...response.values()].every(({ frames }) => frames.every(isShort)))
      return encodeInTurns(measured, options, call);
    return encodeElsewhere(measured, options, call);
  };
}

function fieldsOfAll(response: QueryDataResponse): readonly Field[] {
  const all: Field[] = [];
  for (const { frames } of response.values())
    for (const { fields } of frames) for (const field of fields) all.push(field);
  return all;
}

function isShort({ fields }: DataFrame): boolean {
  return fields.length <= maxOfStep.columns && sizeOf(fields) <= maxOfStep.bytes;
}

/** For thousands of short frames: on the calling thread, in steps between which other work goes on. */
async function encodeInTurns(
  { response, fields, bytes, workers }: MeasuredResponse,
  options: EncodeOptions,
  call: EncodeCall,
): Promise<Buffer> {
  const release = workers.memory.count(call.owner, bytes * 2);
  try {
    const encoded = await runInTurns(encodeResponseInSteps(response, options, call), call.signal);
    for (const buffer of transferListOf(fields)) freeBuffer(buffer);
    if (encoded.buffer instanceof ArrayBuffer) workers.memory.track(call.owner, encoded.buffer);
    return encoded;
  } finally {
    release();
  }
}

/** Frees the columns at once: columns that wait for the garbage collector make it run more often. */
function encodeHere({ response, fields, bytes }: MeasuredResponse, options: EncodeOptions, call: EncodeCall): Buffer {
  const encoded = encodeResponse(response, options, call);
  if (bytes >= minMovedBytes) for (const buffer of transferListOf(fields)) freeBuffer(buffer);
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
    if ((await large.workers.open()) === undefined) return encodeResponse(large.response, options, call);
    const encoded = await encodeInPool(large, options, call);
    if (encoded instanceof Map) return encodeResponse(encoded, options, call);
    for (const { message, fields } of encoded.logged) call.logger.error(message, fields);
    const { buffer, byteOffset, byteLength } = encoded.bytes;
    if (buffer instanceof ArrayBuffer) large.workers.memory.track(call.owner, buffer);
    return Buffer.from(buffer, byteOffset, byteLength);
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    // The columns are gone; each query's response says why.
    const refIds = [...large.response.keys()];
    return encodeResponse(new Map(refIds.map((refId) => [refId, { frames: [], error }])), options, call);
  }
}

/** Or the response as it was, where no thread could be had. */
async function encodeInPool(
  large: MeasuredResponse,
  options: EncodeOptions,
  { signal, owner }: EncodeCall,
): Promise<EncodedResponse | Map<string, DataResponse>> {
  const { open, memory } = large.workers;
  // The columns, and about as much that is written of them.
  const release = memory.count(owner, large.bytes * 2);
  let input: EncodeInput | undefined;
  try {
    input = { ...(await toInput(large, signal)), options };
    const transferList = input.frames === undefined ? transferListOf(large.fields) : [input.frames];
    const answer = await runInPool(
      open,
      { kind: 'encode', input },
      { bytes: large.bytes, transferList, owner, signal },
    );
    if (answer?.kind === 'output') return answer.output as EncodedResponse;
    const { responses, frames } = input;
    return new Map((frames === undefined ? responses : withFrames(responses, frames)).map(fromPlain));
  } finally {
    // What no thread has taken over would stay in memory for good.
    input?.frames?.close();
    release();
  }
}

/** Thousands of columns or texts are posted to the thread in steps, between which other work goes on. */
async function toInput(
  { response, fields }: MeasuredResponse,
  signal: AbortSignal,
): Promise<Pick<EncodeInput, 'responses' | 'frames'>> {
  const responses = toPlain(response);
  const frames = responses.flatMap(framesOf);
  if (!isHeavy(frames.length, fields)) return { responses };
  const { port1, port2 } = new MessageChannel();
  try {
    await runInTurns(postInPieces(partsOfFrames(frames), port1), signal);
    return { responses: withoutFrames(responses), frames: port2 };
  } catch (error) {
    port1.close();
    throw error;
  }
}
