/** requestUrl for one data source. It asks for the same path again and again, so the last URL is kept. */
export function createRequestUrl(base: string, query: readonly (readonly [string, string])[]): (path: string) => URL {
  let lastPath: string | undefined;
  let lastUrl = new URL(base);
  return (path) => {
    if (path !== lastPath) {
      lastUrl = requestUrl(base, path, query);
      lastPath = path;
    }
    return lastUrl;
  };
}

/**
 * The URL of a path below a data source's URL: joined by exactly one slash, then the query strings of both and the extra parameters. The path ""
 * is the data source's URL itself.
 * @throws {TypeError} if the path could leave the URL: no leading slash, a backslash, a fragment, or a `..` in any spelling.
 * @internal
 */
export function requestUrl(base: string, path: string, query: readonly (readonly [string, string])[]): URL {
  if (path !== '' && !isInside(path)) {
    throw new TypeError(`expected a path below the data source's URL such as /query, got ${JSON.stringify(path)}`);
  }
  const url = new URL(base);
  const [pathname = '', search = ''] = splitOnce(path, '?');
  if (pathname !== '') url.pathname = withoutLastSlashes(url.pathname) + pathname;
  const added = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  url.search = [url.search.slice(1), search, ...added].filter((part) => part !== '').join('&');
  return url;
}

function withoutLastSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}

function isInside(path: string): boolean {
  if (!path.startsWith('/') || path.startsWith('//') || /[\\#\s\p{Cc}]/u.test(path)) return false;
  const [pathname = ''] = path.split('?');
  return !/(^|\/|%2f|%5c)(\.|%2e){1,2}(\/|%2f|%5c|$)/i.test(pathname);
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
