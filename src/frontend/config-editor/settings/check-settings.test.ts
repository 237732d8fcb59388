import { describe, expect, it } from '@jest/globals';

import { checkHeaderName, checkNumber, checkPem, checkUrl } from './check-settings.ts';

describe('checkUrl', () => {
  it.each(['', 'http://localhost:8080', 'https://metrics.example.com/a/b?c=d', ' http://[::1]:80 '])(
    'finds nothing wrong with %j',
    (url) => {
      expect(checkUrl(url)).toBeUndefined();
    },
  );

  it.each([
    ['metrics.example.com', /http:\/\/ or https:\/\//],
    ['ftp://x', /http:\/\/ or https:\/\//],
    ['http://', /expected an address/],
    ['https://a b', /expected an address/],
    ['http://user:password@host', /fields of basic auth/],
  ])('says what is wrong with %j', (url, problem) => {
    expect(checkUrl(url)).toMatch(problem);
  });

  it('does not repeat a password', () => {
    expect(checkUrl('http://user:hunter2@host')).not.toContain('hunter2');
  });
});

describe('checkNumber', () => {
  it.each(['', ' ', '0', '30', '0.5', '86400'])('takes %j seconds', (text) => {
    expect(checkNumber('timeout', text)).toBeUndefined();
  });

  it.each(['x', '-1', '86401', 'NaN', 'Infinity'])('refuses %j seconds', (text) => {
    expect(checkNumber('timeout', text)).toBe('expected a number of seconds from 0 to 86400');
  });

  it('wants whole numbers of what cannot be split', () => {
    expect(checkNumber('retries', '1.5')).toBe('expected a whole number of tries after the first from 0 to 10');
  });
});

describe('checkHeaderName', () => {
  it.each([
    ['', [], undefined],
    ['X-Tenant', ['X-Other'], undefined],
    ['X Tenant', [], /letters, digits and -/],
    ['x-tenant', ['X-Tenant'], /there already/],
  ])('checks %j beside %j', (name, others, problem) => {
    if (problem === undefined) expect(checkHeaderName(name, others)).toBeUndefined();
    else expect(checkHeaderName(name, others)).toMatch(problem);
  });
});

describe('checkPem', () => {
  it('knows certificates and keys apart, of any make', () => {
    expect(checkPem('-----BEGIN CERTIFICATE-----\nx', 'CERTIFICATE')).toBeUndefined();
    expect(checkPem('-----BEGIN RSA PRIVATE KEY-----\nx', 'PRIVATE KEY')).toBeUndefined();
    expect(checkPem('-----BEGIN PRIVATE KEY-----\nx', 'CERTIFICATE')).toMatch(/BEGIN CERTIFICATE/);
    expect(checkPem('hello', 'PRIVATE KEY')).toMatch(/BEGIN PRIVATE KEY/);
    expect(checkPem('', 'PRIVATE KEY')).toBeUndefined();
  });
});
