import { readPage } from './read-page.ts';

/**
 * What a web page or XML says, in a line: its title, or else its words; "" where it has none. Undefined for text that is neither.
 * @param text without blanks at its start
 */
export function wordsOfPage(text: string): string | undefined {
  if (!/^<[!?a-z]/i.test(text)) return undefined;
  const { title, heading, paragraph, words } = readPage(text);
  const name = title === '' ? heading : title;
  if (name === '') return oneLine(words);
  // Frameworks say the reason in a paragraph below a title that is no more than the status.
  return oneLine(/^\d{3}\b/.test(name) && paragraph !== '' ? `${name}: ${paragraph}` : name);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
