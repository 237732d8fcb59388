import { likelyUrl } from '../../../shared/likely-url.ts';
import type { SettingsProblem } from '../../sdk/instances/settings-error.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

export interface SettingsUrl {
  /** Without user, password and fragment. */
  readonly url: string;
  readonly userinfo?: { readonly user: string; readonly password: string };
}

/** A data source's URL; what it holds before an `@` becomes basic auth and must not appear anywhere else. */
export function parseSettingsUrl(text: string, problems: SettingsProblem[]): SettingsUrl {
  const url = URL.parse(text.trim());
  if (url === null || !['http:', 'https:'].includes(url.protocol) || !/^https?:\/\//i.test(text.trim())) {
    problems.push({
      key: 'url',
      text: `expected an address such as https://metrics.example.com/api, ${describe(text)}${suggestion(text)}`,
    });
    return { url: 'http://127.0.0.1' };
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.hash = '';
  if (username === '' && password === '') return { url: url.href };
  return { url: url.href, userinfo: { user: decode(username), password: decode(password) } };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function suggestion(text: string): string {
  const likely = likelyUrl(text);
  return likely === undefined ? '' : `; did you mean ${likely}?`;
}

/** What stands before an `@` or after a `?` may be a secret. */
function describe(text: string): string {
  if (text.trim() === '') return 'got none';
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const visible = at < 0 ? trimmed : `…${trimmed.slice(at)}`;
  const query = visible.indexOf('?');
  return `got "${cutText(query < 0 ? visible : `${visible.slice(0, query)}?…`, 100)}"`;
}
