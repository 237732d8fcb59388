import { hash } from 'node:crypto';
import type { UpstreamRequest } from '../contract/upstream-client.ts';

export interface RequestKeyOptions {
  /** Lower-case names; see UpstreamOptions. */
  readonly descriptiveHeaders: readonly string[];
}

/** The same for requests that must get the same answer: method, path, body, and every header that could say who asks. */
export function requestKey(request: UpstreamRequest, { descriptiveHeaders }: RequestKeyOptions): string {
  const { method, path, headers = {}, body, context } = request;
  const lines = [method, path];
  for (const name of Object.keys(headers).sort()) lines.push(name, headers[name] ?? '');
  lines.push('');
  for (const name of Object.keys(context.forwardedHeaders).sort()) {
    if (!descriptiveHeaders.includes(name)) lines.push(name, context.forwardedHeaders[name] ?? '');
  }
  const head = JSON.stringify(lines);
  return body === undefined ? head : head + Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
}

/** The same in 44 characters, which tell nothing of what is asked and by whom: for what is kept for long. */
export function hashedRequestKey(request: UpstreamRequest, options: RequestKeyOptions): string {
  return hash('sha256', requestKey(request, options), 'base64');
}
