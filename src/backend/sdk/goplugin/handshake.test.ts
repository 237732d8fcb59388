import { describe, expect, it } from '@jest/globals';
import { checkMagicCookie, formatHandshakeLine, negotiateProtocolVersion } from './handshake.ts';

describe('checkMagicCookie', () => {
  it.each([
    ['right', { COOKIE: 'monster' }],
    ['missing', {}],
    ['missing', { COOKIE: '' }],
    ['wrong', { COOKIE: 'Monster' }],
  ])('is %s for %j', (expected, variables) => {
    expect(checkMagicCookie(variables, { magicCookieKey: 'COOKIE', magicCookieValue: 'monster' })).toBe(expected);
  });
});

describe('negotiateProtocolVersion', () => {
  it.each([
    [undefined, 1],
    [[], 1],
    [[1], 1],
    [[2], 2],
    [[1, 2], 2],
    [[2, 1], 2],
    [[3, 2, 1], 2],
    [[3], 1],
    [[0, 10], 1],
  ])('of %j takes %i', (offered, expected) => {
    expect(negotiateProtocolVersion(offered, [1, 2])).toBe(expected);
    expect(negotiateProtocolVersion(offered, [2, 1])).toBe(expected);
  });
});

describe('formatHandshakeLine', () => {
  const line = { protocolVersion: 2, network: 'unix', address: '/tmp/plugin1', certificate: undefined } as const;

  it('has six fields, the last one empty without TLS', () => {
    expect(formatHandshakeLine(line)).toBe('1|2|unix|/tmp/plugin1|grpc|\n');
    expect(formatHandshakeLine({ ...line, protocolVersion: 1, network: 'tcp', address: '127.0.0.1:10000' })).toBe(
      '1|1|tcp|127.0.0.1:10000|grpc|\n',
    );
  });

  it.each([1, 2, 3])('has %i bytes of a certificate in base64 without padding', (size) => {
    const certificate = Buffer.alloc(size, 0xff);
    const last =
      formatHandshakeLine({ ...line, certificate })
        .split('|')
        .at(-1) ?? '';
    expect(last).toMatch(/^[A-Za-z0-9+/]+\n$/);
    expect(Buffer.from(last, 'base64')).toEqual(certificate);
  });
});
