import { describe, expect, it } from '@jest/globals';
import { upstreamRequest } from '../../../testing/support/upstream-builders.ts';
import { createRequestHeaders } from './request-headers.ts';

describe('createRequestHeaders', () => {
  it('says who we are and what we understand', () => {
    expect(createRequestHeaders({ userAgent: 'Grafana/12 x/2', headers: [] })(upstreamRequest())).toEqual({
      accept: 'application/json, text/plain, */*',
      'accept-encoding': 'gzip, deflate, br, zstd',
      'user-agent': 'Grafana/12 x/2',
    });
  });

  it("lets a person's token go before our own credentials, and what is set by hand before both", () => {
    const options = { userAgent: '', authorization: 'Basic own', headers: [['X-Tenant', 'a']] as const };
    const request = upstreamRequest({
      context: { forwardedHeaders: { authorization: 'Bearer person', 'x-tenant': 'b' } },
    });
    expect(createRequestHeaders(options)(upstreamRequest())['authorization']).toBe('Basic own');
    expect(createRequestHeaders(options)(request)).toMatchObject({ authorization: 'Bearer person', 'x-tenant': 'a' });
    const byHand = createRequestHeaders({ ...options, headers: [['Authorization', 'Token fixed']] })(request);
    expect(byHand['authorization']).toBe('Token fixed');
  });

  it('writes what is not ASCII in UTF-8, as Go does', () => {
    const options = { userAgent: '', authorization: 'Bearer ü', headers: [['X-Tenant', 'Zürich ✓']] as const };
    const request = upstreamRequest({ context: { forwardedHeaders: { 'x-grafana-user': '张伟', cookie: 'sid=ä' } } });
    const sent = Object.entries(createRequestHeaders(options)(request));
    expect(
      Object.fromEntries(sent.map(([name, value]) => [name, Buffer.from(value, 'latin1').toString()])),
    ).toMatchObject({
      authorization: 'Bearer ü',
      'x-tenant': 'Zürich ✓',
      'x-grafana-user': '张伟',
      cookie: 'sid=ä',
    });
  });

  it('puts cookies of the settings and of the person together', () => {
    const request = upstreamRequest({ context: { forwardedHeaders: { cookie: 'sid=1' } } });
    const headers = createRequestHeaders({ userAgent: '', headers: [['Cookie', 'fixed=2']] })(request);
    expect(headers['cookie']).toBe('fixed=2; sid=1');
  });

  it("sends the message's own headers, and a user agent set by hand", () => {
    const request = upstreamRequest({ headers: { 'content-type': 'application/json' } });
    const headers = createRequestHeaders({ userAgent: 'x', headers: [['User-Agent', 'mine']] })(request);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'mine' });
  });
});
