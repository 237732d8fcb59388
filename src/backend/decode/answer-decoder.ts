import type { AnswerHints } from './answer/answer-hints.ts';
import type { DecodedAnnotations } from './annotation/decode-annotations.ts';
import type { DecodedSearchAnswer } from './list/decode-search-answer.ts';
import type { DecodedAnswer } from './answer/decoded-answer.ts';

/** The kinds of answers, and what is read in them. */
export interface DecodedAnswers {
  readonly query: DecodedAnswer;
  /** Of whatever is offered for choice. */
  readonly search: DecodedSearchAnswer;
  readonly annotations: DecodedAnnotations;
}

export type AnswerKind = keyof DecodedAnswers;

export interface DecodeCall {
  /** Whose answer it is: those of one data source do not hold up others'. */
  readonly owner: string;
  /** Aborted, the reading ends. */
  readonly signal: AbortSignal;
  /** When the reading ends, and with which error. */
  readonly deadline?: DecodeDeadline;
  readonly hints?: AnswerHints;
}

export interface DecodeDeadline {
  readonly epochMs: number;
  readonly toError: () => Error;
}

/**
 * `decodeAnswer`, or something that does the same elsewhere. Takes the body over: it may not be read afterwards.
 * @throws {DecodeError} as `decodeAnswer` does; the signal's reason or the deadline's error when either ends it.
 */
export type AnswerDecoder = <Kind extends AnswerKind>(
  kind: Kind,
  body: Uint8Array,
  call: DecodeCall,
) => DecodedAnswers[Kind] | Promise<DecodedAnswers[Kind]>;
