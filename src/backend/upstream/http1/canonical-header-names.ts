/** Rewrites the header names in the head of a request as Go and browsers write them: `content-length:` becomes `Content-Length:`. */
export type WriteHeaderNames = (head: string) => string;

/** The connections of a server share one: nearly all its requests have the same head, and the last result is kept. */
export function createHeaderNames(): WriteHeaderNames {
  const known = new Map<string, string>();
  let last = { head: '', written: '' };
  const canonical = (name: string): string => {
    const written = known.get(name) ?? name.replaceAll(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
    known.set(name, written);
    return written;
  };
  return (head) => {
    if (head !== last.head) last = { head, written: withNames(head, canonical) };
    return last.written;
  };
}

function withNames(head: string, canonical: (name: string) => string): string {
  let written = '';
  let copied = 0;
  for (let start = lineAfter(head, 0); start > 0; start = lineAfter(head, start)) {
    const colon = head.indexOf(':', start);
    if (colon === -1) break;
    const end = head.indexOf('\n', start);
    if (end !== -1 && end < colon) continue;
    written += head.slice(copied, start) + canonical(head.slice(start, colon));
    copied = colon;
  }
  return written + head.slice(copied);
}

/** Where the next line begins; 0 if there is none. */
function lineAfter(head: string, from: number): number {
  return head.indexOf('\n', from) + 1;
}
