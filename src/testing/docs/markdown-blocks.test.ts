import { describe, expect, it } from '@jest/globals';
import { parseMarkdownBlocks } from './markdown-blocks.ts';

describe('parseMarkdownBlocks', () => {
  it('finds blocks with their languages, lines and notes, in lists too', () => {
    const page = [
      'Text',
      '<!-- not run: needs Docker -->',
      '<!-- exit: 1 -->',
      '',
      '```sh',
      'docker run \\',
      '  image',
      '```',
      '',
      '- item',
      '',
      '  ```yaml',
      '  a:',
      '    b: 1',
      '  ```',
      '```',
      'drawing',
      '```',
    ];
    expect(parseMarkdownBlocks(page.join('\n'))).toEqual([
      {
        line: 5,
        language: 'sh',
        text: 'docker run \\\n  image',
        notes: new Map([
          ['not run', 'needs Docker'],
          ['exit', '1'],
        ]),
      },
      { line: 12, language: 'yaml', text: 'a:\n  b: 1', notes: new Map() },
      { line: 16, language: '', text: 'drawing', notes: new Map() },
    ]);
  });

  it('takes no note for a block that is not directly above it', () => {
    const [block] = parseMarkdownBlocks('<!-- not run: x -->\n\ntext\n\n```sh\ntrue\n```');
    expect(block?.notes).toEqual(new Map());
  });

  it('refuses an open fence', () => {
    expect(() => parseMarkdownBlocks('a\n```sh\ntrue')).toThrow('line 2: expected a line of three backticks');
  });
});
