import { describe, expect, it } from '@jest/globals';
import { upstreamRequest } from '../../../testing/support/upstream-builders.ts';
import { UpstreamError } from '../contract/upstream-error.ts';
import { redact } from './redact.ts';

async function messageOf(message: string): Promise<unknown> {
  const refuse = (): Promise<never> =>
    Promise.reject(new UpstreamError(message, { kind: 'status', method: 'POST', path: '/query', status: 401 }));
  const context = { redact: (text: string): string => text.replaceAll('hush-hush', '[secret]') };
  const request = redact(refuse)(upstreamRequest({ context }));
  return request.catch((error: unknown) => {
    expect(error).toMatchObject({ kind: 'status', status: 401, path: '/query' });
    return (error as Error).message;
  });
}

describe('redact', () => {
  it.each([
    ['bad key hush-hush, hush-hush!', 'bad key [secret], [secret]!'],
    ['no such column', 'no such column'],
  ])('%s: %s', async (message, expected) => {
    expect(await messageOf(message)).toBe(expected);
  });
});
