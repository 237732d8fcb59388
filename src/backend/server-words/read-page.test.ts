import { describe, expect, it } from '@jest/globals';
import { readPage } from './read-page.ts';

const nothing = { title: '', heading: '', paragraphs: '', preformatted: '', words: '' };

describe('readPage', () => {
  it('reads the first title and heading, all paragraphs, and all words but those of scripts and styles', () => {
    const page =
      '<HTML><title>A &amp;\n B</title><style>p {}</style><h1 class="x">One <b>two</b></h1><script>"<p>" </p></SCRIPT>' +
      '<p>First</p><p>Second</p><h1>Other</h1>';
    const { words, ...texts } = readPage(page);
    expect(texts).toEqual({ title: 'A &\n B', heading: 'One  two', paragraphs: 'First Second', preformatted: '' });
    expect(words.split(/\s+/)).toEqual(['A', '&', 'B', 'One', 'two', 'First', 'Second', 'Other']);
  });

  it.each([
    ['a tag without an end', 'text <', { words: 'text <' }],
    ['elements without an end', '<title>a<h1>b<p>c', { words: 'a b c' }],
    ['a script without an end', 'a<script>b<script>c', { words: 'a' }],
    ['longer names', '<titles>a</titles><pres>b</pres>', { words: 'a  b' }],
    ['entities', '<p>&#39;&#x2F;&#x27;&apos;&copy;&#128512;&#0;</p>', { paragraphs: "'/''&copy;😀&#0;", words: "'/''&copy;😀&#0;" }], // prettier-ignore
    ['nothing', '', {}],
  ])('reads %s', (_what, page, expected) => {
    const texts = readPage(page);
    expect({ ...texts, words: texts.words.replaceAll(/ +/g, (blanks) => blanks.slice(0, 2)) }).toEqual({
      ...nothing,
      ...expected,
    });
  });
});
