import type { AnswerHints } from './answer/answer-hints.ts';
import type { DecodedAnnotations } from './annotation/decode-annotations.ts';
import type { DecodedSearchAnswer } from './list/decode-search-answer.ts';
import type { DecodedAnswer } from './answer/decoded-answer.ts';

/** What is decoded from each kind of answer. */
export interface DecodedAnswers {
  readonly query: DecodedAnswer;
  /** Of endpoints that list options: metrics, values of variables, tags. */
  readonly search: DecodedSearchAnswer;
  readonly annotations: DecodedAnnotations;
}

export type AnswerKind = keyof DecodedAnswers;

export interface DecodeCall {
  /** The data source. Data sources share the threads fairly. */
  readonly owner: string;
  /** Ends the decoding when it is aborted. */
  readonly signal: AbortSignal;
  /** When the decoding has to end, and with which error. */
  readonly deadline?: DecodeDeadline;
  readonly hints?: AnswerHints;
}

export interface DecodeDeadline {
  /** On the clock of `performance.now`, which nobody sets. */
  readonly endMs: number;
  readonly toError: () => Error;
}

/**
 * `decodeAnswer`, here or in a thread. Takes ownership of the body: the caller must not read it afterwards.
 * @throws {DecodeError} as `decodeAnswer` does; the signal's reason or the deadline's error when either ends it.
 */
export type AnswerDecoder = <Kind extends AnswerKind>(
  kind: Kind,
  body: Uint8Array,
  call: DecodeCall,
) => DecodedAnswers[Kind] | Promise<DecodedAnswers[Kind]>;
