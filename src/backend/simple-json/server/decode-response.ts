import type { AnswerHints } from '../../decode/answer/answer-hints.ts';
import type { AnswerKind, DecodedAnswers } from '../../decode/answer-decoder.ts';
import type { UpstreamResponse } from '../../upstream/contract/upstream-client.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import type { SimpleJsonServer } from './simple-json-server.ts';

/**
 * What is in a server's answer, read within what is left of its request's time. The body may not be read afterwards.
 * @throws {DecodeError} when nothing in it can be used, and {UpstreamError} when there is no time left.
 */
export function decodeResponse<Kind extends AnswerKind>(
  kind: Kind,
  { body, deadline }: Pick<UpstreamResponse, 'body' | 'deadline'>,
  { server: { decode, key, meter }, call, hints }: DecodeContext,
): DecodedAnswers[Kind] | Promise<DecodedAnswers[Kind]> {
  const started = performance.now();
  const end = (): void => {
    meter.decoded(kind, (performance.now() - started) / 1000);
  };
  let decoding: Promise<DecodedAnswers[Kind]> | undefined;
  try {
    const decoded = decode(kind, body, {
      owner: key,
      signal: call.signal,
      ...(deadline && { deadline }),
      ...(hints && { hints }),
    });
    if (!(decoded instanceof Promise)) return decoded;
    decoding = decoded.finally(end);
    return decoding;
  } finally {
    if (decoding === undefined) end();
  }
}

export interface DecodeContext {
  readonly server: Pick<SimpleJsonServer, 'decode' | 'key' | 'meter'>;
  readonly call: RequestContext;
  readonly hints?: AnswerHints;
}
