import { describe, expect, it } from '@jest/globals';
import { type CallHeaders, forwardedHeaders } from './forwarded-headers.ts';

const nothing = { identityTokens: false, cookies: [] };
const everything = { identityTokens: true, cookies: ['sid', 'lang'] };

function call(headers: CallHeaders['headers'], given: Partial<CallHeaders> = {}): CallHeaders {
  return { headers, writtenBy: 'host', orgId: 3, userLogin: 'anna', traceContext: {}, ...given };
}

const identity = {
  Authorization: 'Bearer token',
  'X-ID-Token': 'id',
  'http_X-Grafana-Id': 'signed',
  Cookie: 'sid=1; other=2; lang=de; sid2=3',
};

describe('forwardedHeaders', () => {
  it("passes a person's tokens and cookies on only if the settings say so", () => {
    expect(forwardedHeaders(call(identity), nothing)).toEqual({ 'x-grafana-org-id': '3' });
    expect(forwardedHeaders(call(identity), everything)).toEqual({
      authorization: 'Bearer token',
      'x-id-token': 'id',
      'x-grafana-id': 'signed',
      cookie: 'sid=1; lang=de',
      'x-grafana-org-id': '3',
    });
  });

  it('says where a call comes from', () => {
    const headers = {
      FromAlert: 'true',
      'http_X-Dashboard-Uid': 'd1',
      'http_X-Panel-Id': '4',
      'http_X-Panel-Title': 'Caf%C3%A9',
      'http_X-Grafana-User': 'bert',
      'http_X-Rule-Uid': 'r1',
      'http_X-Rule-Name': 'too hot',
      http_accept: 'text/html',
      'X-Cache-Skip': 'true',
      'http_X-Secret': 'geheim',
    };
    expect(forwardedHeaders(call(headers, { traceContext: { traceparent: '00-1' } }), nothing)).toEqual({
      fromalert: 'true',
      'x-dashboard-uid': 'd1',
      'x-panel-id': '4',
      'x-panel-title': 'Caf%C3%A9',
      'x-grafana-user': 'bert',
      'x-grafana-org-id': '3',
      'x-rule-uid': 'r1',
      'x-rule-name': 'too hot',
      traceparent: '00-1',
    });
  });

  it('does not believe what only a browser says', () => {
    const headers = {
      'X-Grafana-User': 'admin',
      'X-Grafana-Org-Id': '1',
      FromAlert: 'true',
      'X-Rule-Uid': 'r1',
      'X-Real-Ip': '10.0.0.1',
      'X-Panel-Id': '4',
    };
    expect(forwardedHeaders(call(headers, { writtenBy: 'browser' }), everything)).toEqual({
      'x-panel-id': '4',
      'x-grafana-org-id': '3',
    });
    const own = call({ 'X-Grafana-User': 'anna' }, { writtenBy: 'browser' });
    expect(forwardedHeaders(own, nothing)).toMatchObject({ 'x-grafana-user': 'anna' });
  });

  it.each(['Basic YWRtaW46YWRtaW4=', 'Bearer glsa_abc', 'bearer eyJrIjoiT0tT'])(
    'keeps what lets a person into Grafana itself: %s',
    (authorization) => {
      expect(forwardedHeaders(call({ Authorization: authorization }), everything)).not.toHaveProperty('authorization');
    },
  );

  it('leaves out what would end a header early', () => {
    expect(forwardedHeaders(call({ 'http_X-Panel-Title': 'a\r\nX-Evil: 1' }), nothing)['x-panel-title']).toBe(
      'aX-Evil: 1',
    );
  });
});
