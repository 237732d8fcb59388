import type { DecodedAnswer } from './decoded-answer.ts';

/**
 * `decodeQueryAnswer`, or something that does the same elsewhere. Takes the body over: it may not be read afterwards.
 * @throws {DecodeError} as `decodeQueryAnswer` does; something else when the signal, the caller's, is aborted.
 */
export type AnswerDecoder = (body: Uint8Array, signal: AbortSignal) => DecodedAnswer | Promise<DecodedAnswer>;
