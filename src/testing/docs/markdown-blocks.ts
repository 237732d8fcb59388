/** A fenced block of a Markdown page. */
export interface MarkdownBlock {
  /** Of the opening fence, counted from 1. */
  readonly line: number;
  /** The first word behind the fence; '' without one. */
  readonly language: string;
  readonly text: string;
  /** What the comments directly above say: `<!-- not run: needs Docker -->` is `not run` with `needs Docker`. */
  readonly notes: ReadonlyMap<string, string>;
}

/** Every block between two fences of three backticks, in the page's order. @throws when a fence is left open. */
export function parseMarkdownBlocks(page: string): readonly MarkdownBlock[] {
  const lines = page.split('\n');
  const blocks: MarkdownBlock[] = [];
  let notes = new Map<string, string>();
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const note = parseNote(line);
    if (note !== undefined) {
      notes.set(note.name, note.value);
    } else if (line.trimStart().startsWith('```')) {
      const end = lines.findIndex((other, at) => at > i && other.trim() === '```');
      if (end < 0) throw new Error(`line ${i + 1}: expected a line of three backticks after this one`);
      blocks.push(toBlock(lines.slice(i, end), { line: i + 1, notes }));
      notes = new Map();
      i = end;
    } else if (line.trim() !== '') {
      notes = new Map();
    }
  }
  return blocks;
}

function parseNote(line: string): { readonly name: string; readonly value: string } | undefined {
  const text = line.trim();
  if (!text.startsWith('<!-- ') || !text.endsWith(' -->')) return undefined;
  const inner = text.slice('<!-- '.length, -' -->'.length);
  const colon = inner.indexOf(':');
  return colon < 0 ? undefined : { name: inner.slice(0, colon).trim(), value: inner.slice(colon + 1).trim() };
}

/** Blocks in lists are indented as far as their fence is. */
function toBlock(
  [fence = '', ...lines]: readonly string[],
  given: Pick<MarkdownBlock, 'line' | 'notes'>,
): MarkdownBlock {
  const indent = fence.length - fence.trimStart().length;
  const [language = ''] = fence.trim().slice('```'.length).split(' ', 1);
  return { ...given, language, text: lines.map((line) => line.slice(indent)).join('\n') };
}
