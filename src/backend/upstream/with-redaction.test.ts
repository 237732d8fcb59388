import { describe, expect, it } from '@jest/globals';
import { upstreamRequest } from '../../testing/support/upstream-builders.ts';
import { UpstreamError } from './upstream-error.ts';
import { withRedaction } from './with-redaction.ts';

async function messageOf(
  message: string,
  secrets: readonly string[],
  forwardedHeaders: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const refuse = (): Promise<never> =>
    Promise.reject(new UpstreamError(message, { kind: 'status', method: 'POST', path: '/query', status: 401 }));
  const request = withRedaction(refuse, { secrets })(upstreamRequest({ context: { forwardedHeaders } }));
  return request.catch((error: unknown) => {
    expect(error).toMatchObject({ kind: 'status', status: 401, path: '/query' });
    return (error as Error).message;
  });
}

describe('withRedaction', () => {
  it('takes out of a message what the settings keep secret', async () => {
    expect(await messageOf('bad key hush-hush, hush-hush!', ['hush-hush'])).toBe('bad key [secret], [secret]!');
  });

  it("takes out the asking person's tokens and cookies", async () => {
    const headers = { authorization: 'Bearer abcdef', cookie: 'sid=123456; b=7890', 'x-id-token': 'tokentoken' };
    const message = 'no abcdef, no 123456, no 7890, no tokentoken';
    expect(await messageOf(message, [], headers)).toBe('no [secret], no [secret], no [secret], no [secret]');
  });

  it('leaves other messages and very short secrets alone', async () => {
    expect(await messageOf('no such column', ['hush-hush', 'no'])).toBe('no such column');
  });
});
