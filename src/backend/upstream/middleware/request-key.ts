import { hash } from 'node:crypto';
import type { UpstreamRequest } from '../contract/upstream-client.ts';

export interface RequestKeyOptions {
  /** Lower-case names; see UpstreamOptions. */
  readonly descriptiveHeaders: readonly string[];
}

/** A key that is equal for requests that must get the same answer: method, path, body, and every header that may identify the user. */
export function requestKey(request: UpstreamRequest, { descriptiveHeaders }: RequestKeyOptions): string {
  const { method, path, headers = {}, body, context } = request;
  const lines = [method, path];
  for (const name of Object.keys(headers).sort()) lines.push(name, headers[name] ?? '');
  lines.push('');
  for (const name of Object.keys(context.forwardedHeaders).sort()) {
    if (!descriptiveHeaders.includes(name)) lines.push(name, context.forwardedHeaders[name] ?? '');
  }
  const head = JSON.stringify(lines);
  if (body === undefined) return head;
  // As text, megabytes would be held three times over.
  if (body.length > maxTextBytes) return `${head}sha256 ${hash('sha256', body, 'base64')}`;
  return head + Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
}

/** Hashing a shorter body takes longer than its text. */
const maxTextBytes = 64 * 1024;

/** The hash of that key, for answers that are kept for long: 44 characters that reveal neither the request nor the user. */
export function hashedRequestKey(request: UpstreamRequest, options: RequestKeyOptions): string {
  return hash('sha256', requestKey(request, options), 'base64');
}
