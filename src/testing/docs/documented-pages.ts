import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rootFolder } from '../../../scripts/build/build-paths.ts';
import { type MarkdownBlock, parseMarkdownBlocks } from './markdown-blocks.ts';

export interface DocumentedPage {
  /** Below the checkout, such as "docs/server.md". */
  readonly name: string;
  readonly text: string;
  readonly blocks: readonly MarkdownBlock[];
}

/** What a user is given to read: README and everything below docs/. */
export function readDocumentedPages(): readonly DocumentedPage[] {
  return globSync(['README.md', 'docs/**/*.md'], { cwd: rootFolder })
    .map((name) => name.replaceAll('\\', '/'))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(rootFolder, name), 'utf8');
      return { name, text, blocks: parseMarkdownBlocks(text) };
    });
}
