import { describe, expect, it } from '@jest/globals';
import { parseRetryAfter, statusError } from './status-error.ts';

const name = { method: 'POST', url: new URL('https://metrics.test/api/query?key=secret') };

const same = (text: string): string => text;

describe('statusError', () => {
  it('says who answered what to which request, and in which words', () => {
    const headers = { 'x-request-id': 'r-17', 'retry-after': '3' };
    const error = statusError(
      name,
      { status: 429, headers, body: Buffer.from('{"message":"slow down"}'), isWhole: true },
      same,
    );
    expect(error).toMatchObject({
      kind: 'status',
      status: 429,
      method: 'POST',
      path: '/api/query',
      requestId: 'r-17',
      retryAfterMs: 3000,
    });
    expect(error.message).toBe(
      'POST /api/query: metrics.test answers with status 429 and says: slow down (too many requests; a longer refresh ' +
        'interval, cacheTtlMs or a lower maxConcurrentRequests helps; it asks to wait 3 s) [request r-17]',
    );
  });

  it.each([
    [401, 'check the user, password, token or headers'],
    [403, 'check the rights'],
    [404, "check the path in the data source's URL"],
    [407, 'HTTP_PROXY'],
    [429, 'too many requests'],
    [500, "the fault is the server's"],
    [503, "the fault is the server's"],
  ])('says of %i: %s', (status, hint) => {
    expect(statusError(name, { status, headers: {}, body: new Uint8Array(), isWhole: true }, same).message).toContain(
      hint,
    );
  });

  it.each([
    ['Digest realm="plc", nonce="abc", qop="auth"', 'the server wants Digest authentication, which'],
    ['Negotiate, NTLM', 'the server wants Negotiate or NTLM authentication'],
    ['Digest realm="a", Basic realm="b"', 'check the user, password'],
    ['Bearer error="invalid_token"', 'check the user, password'],
    ['basic', 'check the user, password'],
    ['', 'check the user, password'],
  ])('says for a 401 with the challenge %s: %s', (challenge, hint) => {
    const headers = { 'www-authenticate': challenge };
    expect(statusError(name, { status: 401, headers, body: new Uint8Array(), isWhole: true }, same).message).toContain(
      hint,
    );
  });

  it('adds nothing where there is nothing to say', () => {
    const error = statusError(name, { status: 418, headers: {}, body: new Uint8Array(), isWhole: true }, same);
    expect(error.message).toBe('POST /api/query: metrics.test answers with status 418 and no message');
  });
});

describe('parseRetryAfter', () => {
  const now = Date.UTC(2026, 0, 1);

  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['Thu, 01 Jan 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %s ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
