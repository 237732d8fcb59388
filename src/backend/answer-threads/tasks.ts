import type { MessagePort } from 'node:worker_threads';
import type { DataFrame } from '../sdk/dataframe/data-frame.ts';
import type { AnswerHints } from '../decode/answer/answer-hints.ts';
import type { AnswerKind, DecodedAnswers } from '../decode/answer-decoder.ts';
import type { DecodeErrorReason } from '../decode/answer/decoded-answer.ts';
import type { LogFields } from '../sdk/log/logger.ts';
import type { ErrorSource } from '../sdk/api/plugin-error.ts';
import type { EncodeOptions } from '../sdk/protocol/encode-response.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';

/** What a worker thread can do. Everything is plain data, since it is cloned or transferred on the way. */
export interface Tasks {
  /** Decodes the body of a server's answer. */
  readonly decode: { readonly input: DecodeInput; readonly output: DecodedAnswers[AnswerKind] };
  /** Encodes the responses of a call to the bytes of the call's protocol version. */
  readonly encode: { readonly input: EncodeInput; readonly output: EncodedResponse };
}

export type TaskKind = keyof Tasks;

export type TaskInput = {
  readonly [Kind in TaskKind]: { readonly kind: Kind; readonly input: Tasks[Kind]['input'] };
}[TaskKind];

export interface DecodeInput {
  readonly answer: AnswerKind;
  readonly body: Uint8Array;
  readonly hints?: AnswerHints | undefined;
}

export interface EncodeInput {
  readonly responses: readonly PlainResponse[];
  /** Brings the frames where they are too many for one message. */
  readonly frames?: MessagePort | undefined;
  readonly options: EncodeOptions;
}

/** A DataResponse whose error has lost its class. */
export interface PlainResponse {
  readonly refId: string;
  /** The frames, or how many of those from the port belong to this response. */
  readonly frames: readonly DataFrame[] | number;
  readonly error?: { readonly message: string; readonly errorSource: ErrorSource; readonly status: number };
}

export interface EncodedResponse {
  readonly bytes: Uint8Array;
  /** Lines that the calling thread has to log at level error. */
  readonly logged: readonly { readonly message: string; readonly fields?: LogFields }[];
}

/** What comes back from a worker, once for each input. */
export type TaskAnswer =
  | { readonly kind: 'output'; readonly output: Tasks[TaskKind]['output'] }
  /** Where the output is too much for one message: results of an answer to /query, options of a list or columns of annotations, which come through the port in pieces. */
  | {
      readonly kind: 'results' | 'options' | 'fields';
      readonly port: MessagePort;
      readonly problems: readonly string[];
    }
  | TaskFailure;

export type TaskFailure =
  /** The answer cannot be read: a DecodeError there, and again here. */
  | {
      readonly kind: 'unreadable';
      readonly message: string;
      readonly reason: DecodeErrorReason;
      readonly cause?: unknown;
    }
  /** Anything else that was thrown. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** The threads that do them. */
export type AnswerPool = WorkerPool<TaskInput, TaskAnswer>;
