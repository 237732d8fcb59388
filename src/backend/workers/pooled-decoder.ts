import { types } from 'node:util';
import type { AnswerDecoder } from '../decode/answer-decoder.ts';
import { DecodeError, type DecodedAnswer } from '../decode/decoded-answer.ts';
import { decodeQueryAnswer } from '../decode/decode-query-answer.ts';
import { askPool, type OpenPool } from './ask-pool.ts';
import { minMovedBytes } from './columns-of.ts';

/** Shorter bodies are read within a millisecond. */
const minDecodedElsewhere = 256 * 1024;
/** Thousands of shorter ones take this thread longer to take over from a worker than to read. */
const minBytesOfSeries = 2048;

/** Reads long answers in a worker, so that others do not wait for them, and short ones at once. */
export function createPooledDecoder(
  open: OpenPool,
  { minBytes = minDecodedElsewhere, minSeriesBytes = minBytesOfSeries } = {},
): AnswerDecoder {
  return (body, signal) =>
    body.byteLength < minBytes || bytesPerSeries(body) < minSeriesBytes
      ? decodeHere(body)
      : decodeElsewhere(toOwn(body), signal, open);
}

/** Frees the body at once: kept until the garbage collector comes, bodies make it come often. */
function decodeHere(body: Uint8Array): DecodedAnswer {
  try {
    return decodeQueryAnswer(body);
  } finally {
    if (body.byteLength >= minMovedBytes && isWhole(body)) body.buffer.transfer(0);
  }
}

const sampledBytes = 64 * 1024;

/** As the beginning of the body has it; no less than all of it where there are no series. */
function bytesPerSeries({ buffer, byteOffset, byteLength }: Uint8Array): number {
  const sample = Buffer.from(buffer, byteOffset, Math.min(byteLength, sampledBytes));
  let series = 0;
  for (let at = sample.indexOf('"datapoints"'); at >= 0; at = sample.indexOf('"datapoints"', at + 1)) series++;
  return sample.length / Math.max(1, series);
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
  return isWhole(body) ? body : new Uint8Array(body);
}

function isWhole(body: Uint8Array): body is Uint8Array<ArrayBuffer> {
  return types.isArrayBuffer(body.buffer) && body.buffer.byteLength === body.byteLength;
}
