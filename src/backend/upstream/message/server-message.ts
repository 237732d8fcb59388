import { wordsInJson } from '../../server-words/words-in-json.ts';
import { wordsOfPage } from '../../server-words/words-of-page.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

const maxLength = 500;

export interface ServerMessageOptions {
  /** Whether this is the complete body. */
  readonly isWhole: boolean;
  readonly redact: (text: string) => string;
}

/**
 * The server's own message in the body of an error: from JSON, plain text, or the title or text of a page; "" if there is none.
 * Secrets are redacted twice: in the whole text before tags are removed, blanks are folded and it is cut, and in the message, where entities and
 * escapes are decoded.
 */
export function serverMessage(body: Uint8Array, { isWhole, redact }: ServerMessageOptions): string {
  // The mark at the end tells `redact` that the last secret may be incomplete.
  const text = redact(new TextDecoder().decode(body).trim() + (isWhole ? '' : '…'));
  const message = saysNothing.test(text) ? '' : (messageInJson(text) ?? messageOfPage(text) ?? text);
  const oneLine = redact(message)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return oneLine.length > maxLength ? `${cutText(oneLine, maxLength - 1, '').trimEnd()}…` : oneLine;
}

/** JSON that contains no message. */
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
