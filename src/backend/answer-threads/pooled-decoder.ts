import type { AnswerDecoder, AnswerKind, DecodeCall, DecodedAnswers } from '../decode/answer-decoder.ts';
import { decodeAnswer } from '../decode/decode-answer.ts';
import { LongRepairError } from '../decode/json/parse-json-body.ts';
import { PluginError } from '../sdk/api/plugin-error.ts';
import { runInPool, type Workers } from './run-in-pool.ts';
import { fieldsOf, minMovedBytes, transferListOf } from './columns-of.ts';
import type { MemoryCounter } from './memory/memory-counter.ts';
import type { Tasks } from './tasks.ts';
import type { MessagePort } from 'node:worker_threads';
import { runInOneTurn, runInTurns } from '../sdk/turns/steps.ts';
import { toResult } from './pieces/answer-parts.ts';
import type { Part } from './pieces/piece.ts';
import { takePieces } from './pieces/pieces.ts';
import { untilDeadline } from './until-deadline.ts';
import { freeBuffer, isWholeBuffer } from '../sdk/builtins/free-buffer.ts';

/** From this body size on, an answer is decoded in a thread. Smaller ones take 1 ms where they are plain series, 30 ms at most in any other shape. */
const minDecodedElsewhere: Readonly<Record<AnswerKind, number>> = {
  query: 256 * 1024,
  search: 64 * 1024,
  annotations: 64 * 1024,
};

/**
 * What is no JSON as it is (Python's or JavaScript's own way of writing, a script around it) is decoded in a thread from this size on: the first
 * time, before the engine has compiled what repairs it, that much takes 30 ms.
 */
const maxRepairedHere = 24 * 1024;

/** Decodes long answers in a worker thread, so that other calls do not wait for them, and short ones on the calling thread. */
export function createPooledDecoder(
  workers: Workers,
  { minBytes = minDecodedElsewhere }: { readonly minBytes?: Readonly<Record<AnswerKind, number>> } = {},
): AnswerDecoder {
  return (kind, body, call) =>
    body.byteLength < minBytes[kind]
      ? decodeHere({ kind, body, workers }, call)
      : decodeElsewhere({ kind, body, workers }, call);
}

/** At once, unless others have used up this round of the event loop: a hundred answers may come in one. */
function decodeHere<Kind extends AnswerKind>(
  answer: WorkersAnswer<Kind>,
  call: DecodeCall,
): DecodedAnswers[Kind] | Promise<DecodedAnswers[Kind]> {
  type Answer = DecodedAnswers[Kind] | Promise<DecodedAnswers[Kind]>;
  const decode = (): Answer => {
    const { kind, body } = answer;
    let isDone = true;
    try {
      return decodeAnswer(kind, body, { hints: call.hints, maxRepairedBytes: maxRepairedHere });
    } catch (error) {
      if (!(error instanceof LongRepairError)) throw error;
      isDone = false;
      return decodeElsewhere(answer, call);
    } finally {
      // At once: bodies that wait for the garbage collector make it run more often.
      if (isDone && body.byteLength >= minMovedBytes && isWholeBuffer(body)) freeBuffer(body.buffer);
    }
  };
  // A promise of a promise is one.
  return runInOneTurn(decode) as Answer;
}

interface WorkersAnswer<Kind extends AnswerKind> {
  readonly kind: Kind;
  readonly body: Uint8Array;
  readonly workers: Workers;
}

async function decodeElsewhere<Kind extends AnswerKind>(
  { kind, body: given, workers }: WorkersAnswer<Kind>,
  call: DecodeCall,
): Promise<DecodedAnswers[Kind]> {
  const body = toOwn(given);
  const bytes = body.byteLength;
  const task = { kind: 'decode', input: { answer: kind, body, hints: call.hints } } as const;
  const { signal, close } = untilDeadline(call);
  const release = workers.memory.count(call.owner, bytes * bytesPerBodyByte);
  try {
    const options = { bytes, transferList: [body.buffer], owner: call.owner, signal };
    const answer = await runInPool(workers.open, task, options);
    switch (answer?.kind) {
      case undefined:
        return decodeWithoutThread(kind, body, call);
      case 'output':
        trackColumns(answer.output, workers.memory, call.owner);
        return answer.output as DecodedAnswers[Kind];
      case 'results':
        return (await takeResults(answer, { workers, owner: call.owner, signal })) as DecodedAnswers[Kind];
      case 'options':
        return (await takeOptions(answer, signal)) as DecodedAnswers[Kind];
      case 'fields':
        return (await takeFields(answer, signal)) as DecodedAnswers[Kind];
    }
  } finally {
    release();
    close();
  }
}

/** Limits where the system gives no thread: the main thread decodes this much in about 0.1 s, and all other calls wait meanwhile. */
const withoutThread = { maxBytes: 4 * 1024 * 1024, maxHeapBytes: 8 * 1024 * 1024 };

function decodeWithoutThread<Kind extends AnswerKind>(
  kind: Kind,
  body: Uint8Array,
  { hints }: DecodeCall,
): DecodedAnswers[Kind] {
  const { maxBytes, maxHeapBytes } = withoutThread;
  if (body.byteLength <= maxBytes) return decodeAnswer(kind, body, { hints, maxHeapBytes });
  throw new PluginError(
    `the system gives this plugin no thread for large answers, and without one it reads at most ${maxBytes} bytes, got ${body.byteLength}; raise its limits (ulimit -v, ulimit -u), or ask for less (a shorter time range, fewer points)`,
    { errorSource: 'plugin', status: 500 },
  );
}

/** Memory that a result takes besides its columns, including what is made of it until the response is written. */
const resultBytes = 2048;

interface AnswerInPieces {
  readonly port: MessagePort;
  readonly problems: readonly string[];
}

interface Taking {
  readonly workers: Workers;
  readonly owner: string;
  readonly signal: AbortSignal;
}

async function takeResults(
  { port, problems }: AnswerInPieces,
  { workers: { memory }, owner, signal }: Taking,
): Promise<DecodedAnswers['query']> {
  try {
    const { made, buffers } = await runInTurns(takePieces(port, toResult), signal);
    for (const buffer of buffers) memory.track(owner, buffer, (made.length * resultBytes) / buffers.length);
    return { results: made, problems };
  } finally {
    port.close();
  }
}

type Options = DecodedAnswers['search']['options'];

async function takeOptions({ port, problems }: AnswerInPieces, signal: AbortSignal): Promise<DecodedAnswers['search']> {
  try {
    const toOption = ({ head }: Part<Options[number]>): Options[number] => head;
    const { made } = await runInTurns(takePieces(port, toOption), signal);
    return { options: made, problems };
  } finally {
    port.close();
  }
}

async function takeFields(
  { port, problems }: AnswerInPieces,
  signal: AbortSignal,
): Promise<DecodedAnswers['annotations']> {
  try {
    const { made } = await runInTurns(
      takePieces(port, ({ fields }) => fields),
      signal,
    );
    return { fields: made.flat(), problems };
  } finally {
    port.close();
  }
}

/** Memory counted for each byte of a body: the body itself and the columns decoded from it. */
const bytesPerBodyByte = 2;

function trackColumns(output: Tasks['decode' | 'encode']['output'], memory: MemoryCounter, owner: string): void {
  if (!('results' in output)) return;
  for (const buffer of transferListOf(output.results.flatMap(fieldsOf))) memory.track(owner, buffer);
}

/** Copies a body that is part of a larger buffer, since only whole buffers can be transferred. */
function toOwn(body: Uint8Array): Uint8Array<ArrayBuffer> {
  return isWholeBuffer(body) ? body : new Uint8Array(body);
}
