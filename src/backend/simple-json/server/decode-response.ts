import type { AnswerHints } from '../../decode/answer/answer-hints.ts';
import type { AnswerKind, DecodedAnswers } from '../../decode/answer-decoder.ts';
import type { UpstreamResponse } from '../../upstream/contract/upstream-client.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import type { Server } from './server.ts';

/**
 * What is in a server's answer, read within what is left of its request's time. The body may not be read afterwards.
 * @throws {DecodeError} when nothing in it can be used, and {UpstreamError} when there is no time left.
 */
export function decodeResponse<Kind extends AnswerKind>(
  kind: Kind,
  { body, deadline }: Pick<UpstreamResponse, 'body' | 'deadline'>,
  { server: { decode, key }, call, hints }: DecodeContext,
): DecodedAnswers[Kind] | Promise<DecodedAnswers[Kind]> {
  return decode(kind, body, {
    owner: key,
    signal: call.signal,
    ...(deadline && { deadline }),
    ...(hints && { hints }),
  });
}

export interface DecodeContext {
  readonly server: Pick<Server, 'decode' | 'key'>;
  readonly call: RequestContext;
  readonly hints?: AnswerHints;
}
