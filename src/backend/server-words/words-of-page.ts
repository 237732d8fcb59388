import { readPage } from './read-page.ts';

/**
 * What a web page or XML says, in a line: its title, or else its words; "" where it has none. Undefined for text that is neither.
 * @param text without blanks at its start
 */
export function wordsOfPage(text: string): string | undefined {
  if (!/^<[!?a-z]/i.test(text)) return undefined;
  const { title, heading, paragraphs, preformatted, words } = readPage(text);
  const name = title === '' ? heading : title;
  if (name === '') return oneLine(words);
  // Frameworks say the reason below a title that is no more than the status.
  const reason = preformatted === '' ? paragraphs : preformatted;
  return oneLine(mereStatus.test(name) && reason !== '' ? `${name}: ${reason}` : name);
}

const mereStatus = /^(?:\d{3}\b|HTTP Status \d{3}|(?:server )?error\b|internal server error|bad request|not found)/i;

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
