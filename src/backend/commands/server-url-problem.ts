import { likelyUrl } from '../../shared/likely-url.ts';

/** What is wrong with a server's URL, and which URL may be meant; undefined if it is valid. */
export function serverUrlProblem(text: string): string | undefined {
  if (/^https?:\/\/[^/]/.test(text) && URL.canParse(text)) return undefined;
  const port = Number(/^https?:\/\/[^/]*:(\d+)(?:\/|$)/.exec(text)?.[1]);
  if (port > 65_535) return `Expected a port up to 65535 in the URL, got ${port}.`;
  const likely = likelyUrl(text);
  return `Expected a URL such as http://127.0.0.1:8080.${likely === undefined ? '' : ` Did you mean ${likely}?`}`;
}
