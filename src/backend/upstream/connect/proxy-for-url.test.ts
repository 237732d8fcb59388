import { describe, expect, it } from '@jest/globals';
import { proxyForUrl } from './proxy-for-url.ts';

const proxies = { HTTP_PROXY: 'http://plain.proxy:3128', HTTPS_PROXY: 'http://secure.proxy:3128' };

describe('proxyForUrl', () => {
  it.each([
    ['http://h.test/', 'plain.proxy'],
    ['https://h.test/', 'secure.proxy'],
    ['http://localhost:3000/', undefined],
    ['http://127.9.9.9/', undefined],
    ['http://[::1]/', undefined],
  ])('takes %s to %s', (url, host) => {
    expect(proxyForUrl(new URL(url), proxies)?.hostname).toBe(host);
  });

  it.each([
    ['*', 'http://h.test/', false],
    ['h.test', 'http://h.test/', false],
    ['h.test', 'http://sub.h.test/', false],
    ['H.TEST', 'http://h.test/', false],
    ['h.test', 'http://oh.test/', true],
    ['.h.test', 'http://sub.h.test/', false],
    ['.h.test', 'http://h.test/', true],
    ['*.h.test', 'http://sub.h.test/', false],
    ['h.test:8080', 'http://h.test:8080/', false],
    ['h.test:8080', 'http://h.test/', true],
    ['h.test:80', 'http://h.test/', false],
    ['other.test, h.test', 'http://h.test/', false],
    ['10.0.0.0/8', 'http://10.1.2.3/', false],
    ['10.0.0.0/8', 'http://11.1.2.3/', true],
    ['10.1.2.3', 'http://10.1.2.3:8080/', false],
    ['10.1.2.3:80', 'http://10.1.2.3:8080/', true],
    ['fd00::/8', 'http://[fd00::1]/', false],
    ['[fd00::1]:80', 'http://[fd00::1]/', false],
    ['fd00::1', 'http://[fd00::1]/', false],
    ['10.0.0.0/99', 'http://10.1.2.3/', true],
    ['10.0.0.0/', 'http://11.1.2.3/', true],
    ['', 'http://h.test/', true],
  ])('with NO_PROXY=%s lets %s use a proxy: %s', (noProxy, url, isProxied) => {
    expect(proxyForUrl(new URL(url), { ...proxies, NO_PROXY: noProxy }) !== undefined).toBe(isProxied);
  });

  it('reads the upper-case spellings first, as Go does, and the others where those are empty', () => {
    const read = (environment: Record<string, string>) => proxyForUrl(new URL('http://h.test/'), environment)?.host;
    expect(read({ HTTP_PROXY: 'http://big', http_proxy: 'small:99' })).toBe('big');
    expect(read({ HTTP_PROXY: ' ', http_proxy: 'small:99' })).toBe('small:99');
    expect(read({ HTTP_PROXY: 'http://big', http_proxy: '' })).toBe('big');
  });

  it.each([
    ['proxy', 'http://proxy/'],
    ['proxy:3128', 'http://proxy:3128/'],
    ['localhost:3128/', 'http://localhost:3128/'],
    ['10.0.0.1:3128', 'http://10.0.0.1:3128/'],
    ['[::1]:3128', 'http://[::1]:3128/'],
    ['user:pass@proxy:3128', 'http://user:pass@proxy:3128/'],
    ['//proxy:3128', 'http://proxy:3128/'],
    ['http:proxy:3128', 'http://proxy:3128/'],
    ['http:/proxy:3128', 'http://proxy:3128/'],
    ['HTTP://proxy:3128', 'http://proxy:3128/'],
    ['"http://proxy:3128"', 'http://proxy:3128/'],
    ['https://proxy', 'https://proxy/'],
    ['socks5://proxy:1080', 'socks5://proxy:1080'],
  ])('reads %s', (text, href) => {
    expect(proxyForUrl(new URL('http://h.test/'), { http_proxy: text })?.href).toBe(href);
  });

  it('does not go around a proxy whose address it cannot read, and does not show it', () => {
    const proxied = (): unknown => proxyForUrl(new URL('http://h.test/'), { HTTP_PROXY: 'http://a:geheim@[proxy' });
    expect(proxied).toThrow('expected an address such as http://proxy.example.com:3128');
    expect(proxied).not.toThrow('geheim');
  });

  it('is nothing when nothing is set', () => {
    expect(proxyForUrl(new URL('http://h.test/'), {})).toBeUndefined();
  });
});
