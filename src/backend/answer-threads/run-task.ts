import { types } from 'node:util';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { decodeAnswer, type DecodeLimits } from '../decode/decode-answer.ts';
import { type LogFields, type Logger, silentLogger } from '../sdk/log/logger.ts';
import { encodeResponse } from '../sdk/protocol/encode-response.ts';
import { runAtOnce } from '../sdk/turns/steps.ts';
import { fieldsOf, minMovedBytes, transferListOf } from './columns-of.ts';
import { partsOfResults } from './pieces/answer-parts.ts';
import type { Part } from './pieces/piece.ts';
import { isHeavy, postInPieces } from './pieces/pieces.ts';
import { framesOf, fromPlain, withFrames } from './plain-responses.ts';
import { toTaskFailure } from './task-failure.ts';
import type { TaskAnswer, TaskInput, Tasks } from './tasks.ts';
import { freeBuffer } from '../sdk/builtins/free-buffer.ts';

/** What a worker posts back: its answer, and the buffers and ports that are transferred with it. */
export interface PostedAnswer {
  readonly answer: TaskAnswer;
  readonly transferList: (ArrayBuffer | MessagePort)[];
}

/** Does a task in the worker thread. Never throws; frees the memory of its input. */
export function runTask(task: TaskInput, limits: DecodeLimits = {}): PostedAnswer {
  try {
    return task.kind === 'decode' ? decode(task.input, limits) : encode(task.input);
  } catch (error) {
    return { answer: toTaskFailure(error), transferList: [] };
  }
}

function decode({ answer, body, hints }: Tasks['decode']['input'], limits: DecodeLimits): PostedAnswer {
  const decoded = decodeAnswer(answer, body, { ...limits, hints });
  freeBuffer(body.buffer);
  if ('options' in decoded && isHeavy(decoded.options.length, [])) {
    const parts = decoded.options.map((head) => ({ head, fields: [] }));
    return inPieces('options', parts, decoded.problems);
  }
  if (!('results' in decoded)) {
    const fields = 'fields' in decoded ? decoded.fields : [];
    if (isHeavy(1, fields)) return inPieces('fields', [{ head: {}, fields }], decoded.problems);
    return { answer: { kind: 'output', output: decoded }, transferList: transferListOf(fields) };
  }
  const { results, problems } = decoded;
  const fields = results.flatMap(fieldsOf);
  if (isHeavy(results.length, fields)) return inPieces('results', partsOfResults(results), problems);
  return { answer: { kind: 'output', output: { results, problems } }, transferList: transferListOf(fields) };
}

function inPieces(
  kind: 'results' | 'options' | 'fields',
  parts: Iterable<Part<object>>,
  problems: readonly string[],
): PostedAnswer {
  const { port1, port2 } = new MessageChannel();
  runAtOnce(postInPieces(parts, port1));
  return { answer: { kind, port: port2, problems }, transferList: [port2] };
}

function encode({ responses: given, frames, options }: Tasks['encode']['input']): PostedAnswer {
  const { logger, logged } = createRecorder();
  const responses = frames === undefined ? given : withFrames(given, frames);
  const encoded = encodeResponse(new Map(responses.map(fromPlain)), options, { logger });
  const columns = transferListOf(responses.flatMap((response) => framesOf(response).flatMap(({ fields }) => fields)));
  for (const column of columns) freeBuffer(column);
  // Node.js puts small Buffers into one shared buffer, which cannot be transferred.
  const isAlone = encoded.byteLength >= minMovedBytes && encoded.byteLength * 2 > encoded.buffer.byteLength;
  const bytes = isAlone ? encoded : Uint8Array.from(encoded);
  const { buffer } = bytes;
  return {
    answer: { kind: 'output', output: { bytes, logged } },
    transferList: types.isArrayBuffer(buffer) ? [buffer] : [],
  };
}

function createRecorder(): { logger: Logger; logged: { message: string; fields?: LogFields }[] } {
  const logged: { message: string; fields?: LogFields }[] = [];
  const error: Logger['error'] = (message, fields) => {
    logged.push({ message, ...(fields && { fields }) });
  };
  return { logger: { ...silentLogger, error }, logged };
}
