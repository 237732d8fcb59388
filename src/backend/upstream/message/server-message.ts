import { wordsInJson } from '../../server-words/words-in-json.ts';
import { wordsOfPage } from '../../server-words/words-of-page.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

const maxLength = 500;

export interface ServerMessageOptions {
  /** Whether the body was read to its end. */
  readonly isWhole: boolean;
  readonly redact: (text: string) => string;
}

/**
 * What a server says for itself in the body of an error: JSON's message, plain text, or a page's title or words; "" if nothing.
 * Secrets are taken out of the whole text, before tags are, blanks are folded and its end is cut off; and of what entities and escapes
 * stand for.
 */
export function serverMessage(body: Uint8Array, { isWhole, redact }: ServerMessageOptions): string {
  // A secret that the end of what was read cuts through is known by the mark behind it.
  const text = redact(new TextDecoder().decode(body).trim() + (isWhole ? '' : '…'));
  const message = saysNothing.test(text) ? '' : (messageInJson(text) ?? messageOfPage(text) ?? text);
  const oneLine = redact(message)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return oneLine.length > maxLength ? `${cutText(oneLine, maxLength - 1, '').trimEnd()}…` : oneLine;
}

/** JSON without words. */
const saysNothing = /^(?:null|\{\s*\}|\[\s*\]|"")$/;

function messageInJson(text: string): string | undefined {
  if (!/^[{["]/.test(text)) return undefined;
  try {
    return wordsInJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function messageOfPage(text: string): string | undefined {
  const words = wordsOfPage(text);
  return words === '' ? 'a web page without words' : words;
}
