import { describe, expect, it } from '@jest/globals';
import { type CallHeaders, forwardedHeaders } from './forwarded-headers.ts';

const nothing = { identityTokens: false, cookies: [] };
const everything = { identityTokens: true, cookies: ['sid', 'lang'] };

function call(headers: CallHeaders['headers'], given: Partial<CallHeaders> = {}): CallHeaders {
  const user = { login: 'anna', name: 'Anna', email: '', role: 'Viewer' };
  return { headers, headersFrom: 'host', pluginContext: { orgId: 3, user }, ...given };
}

const identity = {
  authorization: 'Bearer token',
  'x-id-token': 'id',
  'x-grafana-id': 'signed',
  cookie: 'sid=1; other=2; lang=de; sid2=3',
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
      fromalert: 'true',
      'x-dashboard-uid': 'd1',
      'x-panel-id': '4',
      'x-panel-title': 'Caf%C3%A9',
      'x-grafana-user': 'bert',
      'x-rule-uid': 'r1',
      'x-rule-name': 'too hot',
      accept: 'text/html',
      'x-cache-skip': 'true',
      'x-secret': 'geheim',
    };
    expect(forwardedHeaders(call({ ...headers, traceparent: '00-1' }), nothing)).toEqual({
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
      'x-grafana-user': 'admin',
      'x-grafana-org-id': '1',
      fromalert: 'true',
      'x-rule-uid': 'r1',
      'x-real-ip': '10.0.0.1',
      'x-panel-id': '4',
    };
    expect(forwardedHeaders(call(headers, { headersFrom: 'browser' }), everything)).toEqual({
      'x-panel-id': '4',
      'x-grafana-org-id': '3',
    });
    const own = call({ 'x-grafana-user': 'anna' }, { headersFrom: 'browser' });
    expect(forwardedHeaders(own, nothing)).toMatchObject({ 'x-grafana-user': 'anna' });
  });

  it.each(['Basic YWRtaW46YWRtaW4=', 'Bearer glsa_abc', 'bearer eyJrIjoiT0tT'])(
    'keeps what lets a person into Grafana itself: %s',
    (authorization) => {
      expect(forwardedHeaders(call({ authorization }), everything)).not.toHaveProperty('authorization');
    },
  );

  it('passes on no header that is longer than servers take', () => {
    const long = 'x'.repeat(64 * 1024);
    const headers = { 'x-panel-title': `${long}x`, 'x-dashboard-title': long, cookie: `sid=1; ${long}` };
    expect(Object.keys(forwardedHeaders(call(headers), everything))).toEqual(['x-dashboard-title', 'x-grafana-org-id']);
  });

  it.each(['张伟', 'Jürgen', 'admin张', 'a b'])('names the person with every character: %s', (login) => {
    expect(forwardedHeaders(call({ 'x-grafana-user': login }), nothing)['x-grafana-user']).toBe(login);
  });

  it.each(['admin\n', 'ad\u0000min', 'admin ', '\u00a0admin', 'admin\u007f'])(
    'names nobody rather than another person: %j',
    (login) => {
      expect(forwardedHeaders(call({ 'x-grafana-user': login }), nothing)).not.toHaveProperty('x-grafana-user');
      const tokens = { authorization: `Bearer ${login}x\r`, cookie: `sid=${login}\u0001` };
      expect(Object.keys(forwardedHeaders(call(tokens), everything))).toEqual(['x-grafana-org-id']);
    },
  );

  it('leaves out what would end a header early', () => {
    expect(forwardedHeaders(call({ 'x-panel-title': 'a\r\nX-Evil: 1' }), nothing)['x-panel-title']).toBe('aX-Evil: 1');
  });
});
