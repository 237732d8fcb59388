import { types } from 'node:util';
import { DecodeError } from '../decode/answer/decoded-answer.ts';
import { decodeAnswer, type DecodeLimits } from '../decode/decode-answer.ts';
import { type LogFields, type Logger, silentLogger } from '../sdk/log/logger.ts';
import { PluginError } from '../sdk/api/plugin-error.ts';
import type { DataResponse } from '../sdk/api/query-data.ts';
import { encodeResponse } from '../sdk/protocol/encode-response.ts';
import { fieldsOf, minMovedBytes, transferListOf } from './columns-of.ts';
import { packColumns } from './pack-columns.ts';
import type { PlainResponse, TaskAnswer, TaskInput, Tasks } from './tasks.ts';

/** What a worker posts: an answer, and the buffers that go with it. */
export interface PostedAnswer {
  readonly answer: TaskAnswer;
  readonly transferList: ArrayBuffer[];
}

/** Does a worker's work. Never throws; of what it was given, nothing stays in memory. */
export function runTask(task: TaskInput, limits: DecodeLimits = {}): PostedAnswer {
  try {
    return task.kind === 'decode' ? decode(task.input, limits) : encode(task.input);
  } catch (error) {
    return { answer: toFailure(error), transferList: [] };
  }
}

function decode({ answer, body, hints }: Tasks['decode']['input'], limits: DecodeLimits): PostedAnswer {
  const decoded = decodeAnswer(answer, body, { ...limits, hints });
  release([body.buffer]);
  if (!('results' in decoded)) return { answer: { kind: 'output', output: decoded }, transferList: [] };
  const { results, problems } = decoded;
  const packed = packColumns(results);
  const transferList = transferListOf(packed.flatMap(fieldsOf));
  return { answer: { kind: 'output', output: { results: packed, problems } }, transferList };
}

function encode({ responses, options }: Tasks['encode']['input']): PostedAnswer {
  const { logger, logged } = createRecorder();
  const encoded = encodeResponse(new Map(responses.map(fromPlain)), options, { logger });
  release(transferListOf(responses.flatMap(({ frames }) => frames.flatMap(({ fields }) => fields))));
  // Shorter ones lie in a buffer that Node keeps for several of them.
  const isAlone = encoded.byteLength >= minMovedBytes && encoded.byteLength * 2 > encoded.buffer.byteLength;
  const bytes = isAlone ? encoded : Uint8Array.from(encoded);
  const { buffer } = bytes;
  return {
    answer: { kind: 'output', output: { bytes, logged } },
    transferList: types.isArrayBuffer(buffer) ? [buffer] : [],
  };
}

function fromPlain({ refId, frames, error }: PlainResponse): [string, DataResponse] {
  return [refId, { frames, ...(error && { error: new PluginError(error.message, error) }) }];
}

/** The garbage collector may not come before the next task; what it knows of is small. */
function release(buffers: readonly ArrayBufferLike[]): void {
  for (const buffer of buffers) {
    if (types.isArrayBuffer(buffer) && !buffer.detached) buffer.transfer(0);
  }
}

function createRecorder(): { logger: Logger; logged: { message: string; fields?: LogFields }[] } {
  const logged: { message: string; fields?: LogFields }[] = [];
  const error: Logger['error'] = (message, fields) => {
    logged.push({ message, ...(fields && { fields }) });
  };
  return { logger: { ...silentLogger, error }, logged };
}

function toFailure(error: unknown): TaskAnswer {
  if (!(error instanceof DecodeError)) return { kind: 'failed', error };
  const { message, reason, cause } = error;
  return { kind: 'unreadable', message, reason, cause };
}
