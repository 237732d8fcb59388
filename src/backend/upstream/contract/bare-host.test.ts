import { describe, expect, it } from '@jest/globals';
import { bareHost, urlHost } from './bare-host.ts';

describe('bareHost and urlHost', () => {
  it.each([
    ['http://[::1]:8080/', '::1', '[::1]'],
    ['http://[2001:db8::1]/', '2001:db8::1', '[2001:db8::1]'],
    ['http://127.0.0.1/', '127.0.0.1', '127.0.0.1'],
    ['http://example.com.:80/', 'example.com.', 'example.com.'],
  ])('of %s', (url, bare, inUrl) => {
    expect(bareHost(new URL(url))).toBe(bare);
    expect(urlHost(bare)).toBe(inUrl);
  });
});
