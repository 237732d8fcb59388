/**
 * The address that somebody meant who left its scheme out or mistyped it: `localhost:3000`, `//host`, `htp://host`, `http:/host`.
 * Undefined when there is nothing to guess; never with what may be secret.
 */
export function likelyUrl(text: string): string | undefined {
  const rest = text
    .trim()
    .replace(/^(?:[a-z][a-z0-9+.-]*:)?\/+/i, '')
    .replace(/^https?:(?!\d+(?:\/|$))/i, '');
  if (!/^[^\s/?#]+/.test(rest)) return undefined;
  const isSecure = /^(?:https|htps|htpps|httpss):/i.test(text.trim()) || /^[^/]*:(?:443|8443)(?:\/|$)/.test(rest);
  const url = URL.parse(`${isSecure ? 'https' : 'http'}://${rest}`);
  if (url === null || !(url.host === 'localhost' || /[.:]/.test(url.host))) return undefined;
  const { protocol, host, pathname } = url;
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
