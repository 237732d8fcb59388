/** What a web page says, each text without tags; "" where it has no such element, or one that does not end. */
export interface PageTexts {
  readonly title: string;
  /** Of the first `<h1>`. */
  readonly heading: string;
  /** Of all `<p>`. */
  readonly paragraphs: string;
  /** Of the first `<pre>`. */
  readonly preformatted: string;
  /** All of it, without scripts and styles. */
  readonly words: string;
}

/** Reads a page in one pass: a server may answer with 64 KiB of `<`, and no text may take more than linear time. */
export function readPage(page: string): PageTexts {
  const words: string[] = [];
  const elements = { title: createElement(), h1: createElement(), p: createElement(), pre: createElement() };
  for (let at = 0; at < page.length;) {
    const { text, tag, end } = nextPiece(page, at);
    words.push(text, ' ');
    for (const element of Object.values(elements)) if (element.state === 'open') element.texts.push(text, ' ');
    if (Object.hasOwn(elements, tag.name)) turn(elements[tag.name as keyof typeof elements], tag);
    at = isCode(tag) ? codeEnd(page, end, tag.name) : end;
  }
  return {
    title: textOf(elements.title),
    heading: textOf(elements.h1),
    paragraphs: textOf(elements.p),
    preformatted: textOf(elements.pre),
    words: join(words),
  };
}

interface PageElement {
  /** But for paragraphs, only the first of its kind is read. */
  state: 'awaited' | 'open' | 'closed';
  readonly texts: string[];
}

function createElement(): PageElement {
  return { state: 'awaited', texts: [] };
}

interface Tag {
  /** Lower case; "" for a comment and the like. */
  readonly name: string;
  readonly isEnd: boolean;
}

interface Piece {
  readonly text: string;
  /** What comes after the text. */
  readonly tag: Tag;
  readonly end: number;
}

function nextPiece(page: string, at: number): Piece {
  const open = page.indexOf('<', at);
  const close = open < 0 ? -1 : page.indexOf('>', open);
  // Without an end, it is no tag, and none comes after it.
  if (close < 0) return { text: page.slice(at), tag: { name: '', isEnd: false }, end: page.length };
  return { text: page.slice(at, open), tag: parseTag(page, open + 1, close), end: close + 1 };
}

/** No element that is looked for has a longer name. */
const maxNameLength = 8;

function parseTag(page: string, start: number, end: number): Tag {
  const isEnd = page[start] === '/';
  const nameStart = isEnd ? start + 1 : start;
  const [name = ''] = page.slice(nameStart, Math.min(end, nameStart + maxNameLength)).split(/[\s/]/, 1);
  return { name: name.toLowerCase(), isEnd };
}

function turn(element: PageElement, { name, isEnd }: Tag): void {
  const mayOpen = element.state === 'awaited' || (element.state === 'closed' && name === 'p');
  if (mayOpen && !isEnd) element.state = 'open';
  else if (element.state === 'open' && isEnd) element.state = 'closed';
}

function isCode({ name, isEnd }: Tag): boolean {
  return !isEnd && (name === 'script' || name === 'style');
}

/** Where the end tag of a script begins; without one, the rest of the page is the script. */
function codeEnd(page: string, start: number, name: string): number {
  for (let at = page.indexOf('</', start); at >= 0; at = page.indexOf('</', at + 2)) {
    if (page.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at;
  }
  return page.length;
}

function textOf({ state, texts }: PageElement): string {
  return state === 'closed' ? join(texts) : '';
}

function join(texts: readonly string[]): string {
  return unescapeHtml(texts.join('')).trim();
}

function unescapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', nbsp: ' ', amp: '&', apos: "'" };
  return text.replaceAll(/&(lt|gt|quot|nbsp|amp|apos|#\d{1,7}|#x[\da-f]{1,6});/gi, (entity, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? entity;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code === 0 || code > 0x10ffff ? entity : String.fromCodePoint(code);
  });
}
