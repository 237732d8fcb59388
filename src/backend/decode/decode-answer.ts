import type { AnswerHints } from './answer/answer-hints.ts';
import type { AnswerKind, DecodedAnswers } from './answer-decoder.ts';
import { answerLimits } from './json/answer-limits.ts';
import { decodeAnnotations } from './annotation/decode-annotations.ts';
import { decodeQueryAnswer } from './decode-query-answer.ts';
import { decodeSearchAnswer } from './list/decode-search-answer.ts';

/** Limits of an answer to /query; the other kinds have limits of their own. */
export interface DecodeLimits {
  readonly maxHeapBytes?: number;
  /** Series and columns of tables together. */
  readonly maxColumns?: number;
}

export interface DecodeOptions extends DecodeLimits {
  /** Of an answer of any kind; see ParseLimits. */
  readonly maxRepairedBytes?: number;
  readonly hints?: AnswerHints | undefined;
}

/**
 * Reads an answer of any kind.
 * @throws {DecodeError} when nothing in the body can be used.
 * @throws {LongRepairError} when it is no JSON as it is, and longer than `maxRepairedBytes`
 */
export function decodeAnswer<Kind extends AnswerKind>(
  kind: Kind,
  body: Uint8Array,
  { hints = {}, ...limits }: DecodeOptions = {},
): DecodedAnswers[Kind] {
  const decoders: { readonly [Each in AnswerKind]: () => DecodedAnswers[Each] } = {
    query: () => decodeQueryAnswer(body, { ...answerLimits.query, ...limits }, hints),
    search: () => decodeSearchAnswer(body, { ...answerLimits.search, maxRepairedBytes: limits.maxRepairedBytes }),
    annotations: () =>
      decodeAnnotations(body, hints, { ...answerLimits.annotations, maxRepairedBytes: limits.maxRepairedBytes }),
  };
  return decoders[kind]();
}
