import { describe, expect, it } from '@jest/globals';
import { requestUrl } from './request-url.ts';

describe('requestUrl', () => {
  it.each([
    ['http://h', '', 'http://h/'],
    ['http://h', '/query', 'http://h/query'],
    ['http://h/', '/query', 'http://h/query'],
    ['http://h//', '/query', 'http://h/query'],
    ['http://h/api', '/query', 'http://h/api/query'],
    ['http://h/api/', '/query', 'http://h/api/query'],
    ['http://h/api/', '', 'http://h/api/'],
    ['http://h/api', '/', 'http://h/api/'],
    ['http://h/api?key=1', '/query', 'http://h/api/query?key=1'],
    ['http://h/api?key=1', '/search?limit=2', 'http://h/api/search?key=1&limit=2'],
    ['http://h/a%2Fb', '/query', 'http://h/a%2Fb/query'],
    ['https://[::1]:8443/x', '/query', 'https://[::1]:8443/x/query'],
    ['http://h:80/', '/query', 'http://h/query'],
    ['http://h/', '/tag-keys', 'http://h/tag-keys'],
    ['http://h/', '/..a/b..', 'http://h/..a/b..'],
  ])('joins %s and "%s"', (base, path, expected) => {
    expect(requestUrl(base, path, []).href).toBe(expected);
  });

  it('adds the extra parameters last, escaped', () => {
    const query = [
      ['a b', 'c&d'],
      ['a b', '2'],
    ] as const;
    expect(requestUrl('http://h/?x=1', '/query', query).href).toBe('http://h/query?x=1&a%20b=c%26d&a%20b=2');
  });

  it.each([
    'query',
    '//evil.test/',
    '/../admin',
    '/a/../b',
    '/a/%2e%2e/b',
    '/a/..%2fb',
    '/a\\b',
    '/a#b',
    '/a b',
    '/..',
    '/a\nb',
  ])('refuses %j, which could leave the URL', (path) => {
    expect(() => requestUrl('http://h/api', path, [])).toThrow("expected a path below the data source's URL");
  });
});
