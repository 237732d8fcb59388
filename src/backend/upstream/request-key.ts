import { createHash } from 'node:crypto';
import type { UpstreamRequest } from './upstream-client.ts';

export interface RequestKeyOptions {
  /** Lower-case names; see UpstreamOptions. */
  readonly descriptiveHeaders: readonly string[];
}

/** The same for requests that must get the same answer: method, path, body, and every header that could say who asks. */
export function requestKey(request: UpstreamRequest, { descriptiveHeaders }: RequestKeyOptions): string {
  const { method, path, headers = {}, body, context } = request;
  const forwarded = Object.entries(context.forwardedHeaders).filter(([name]) => !descriptiveHeaders.includes(name));
  const head = JSON.stringify([method, path, sorted(Object.entries(headers)), sorted(forwarded)]);
  return createHash('sha256')
    .update(head)
    .update('\n')
    .update(body ?? '')
    .digest('base64');
}

function sorted(entries: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return entries.toSorted(([left], [right]) => (left < right ? -1 : 1));
}
