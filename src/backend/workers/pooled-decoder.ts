import { types } from 'node:util';
import type { AnswerDecoder } from '../decode/answer-decoder.ts';
import { DecodeError, type DecodedAnswer } from '../decode/decoded-answer.ts';
import { decodeQueryAnswer } from '../decode/decode-query-answer.ts';
import { askPool, type OpenPool } from './ask-pool.ts';

/** Shorter bodies are read sooner here than a worker could be asked. */
const minDecodedElsewhere = 64 * 1024;

/** Reads long answers in a worker, so that others do not wait for them, and short ones at once. */
export function createPooledDecoder(open: OpenPool, minBytes = minDecodedElsewhere): AnswerDecoder {
  return (body, signal) =>
    body.byteLength < minBytes ? decodeQueryAnswer(body) : decodeElsewhere(toOwn(body), signal, open);
}

async function decodeElsewhere(
  body: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
  open: OpenPool,
): Promise<DecodedAnswer> {
  const task = { kind: 'decode', input: body } as const;
  const answer = await askPool(open, task, { bytes: body.byteLength, moved: [body.buffer], signal });
  switch (answer?.kind) {
    case undefined:
      return decodeQueryAnswer(body);
    case 'output':
      return answer.output as DecodedAnswer;
    case 'unreadable':
      throw new DecodeError(answer.message, answer.cause);
    case 'failed':
      throw answer.error;
  }
}

/** A body that is part of something larger is copied, since only whole buffers can be handed over. */
function toOwn(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = body;
  const isWhole = types.isArrayBuffer(buffer) && buffer.byteLength === byteLength;
  return isWhole ? new Uint8Array(buffer) : new Uint8Array(body);
}
