import { wordsInJson } from '../server-words/words-in-json.ts';

const maxLength = 500;

/** What a server says for itself in the body of an error: JSON's message, plain text, or a page's title or words; "" if nothing. */
export function serverMessage(body: Uint8Array): string {
  const text = new TextDecoder().decode(body).trim();
  const message = messageInJson(text) ?? messageOfPage(text) ?? text;
  const oneLine = message.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return oneLine.length > maxLength ? `${oneLine.slice(0, maxLength - 1).trimEnd()}…` : oneLine;
}

function messageInJson(text: string): string | undefined {
  if (!/^[{["]/.test(text)) return undefined;
  try {
    return wordsInJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function messageOfPage(text: string): string | undefined {
  if (!/^<(!doctype|html|head|body|\?xml)/i.test(text)) return undefined;
  const title = textOf(text, 'title') ?? textOf(text, 'h1');
  if (title === undefined) return wordsOf(withoutCode(text)) ?? 'a web page without words';
  // Frameworks say the reason in a paragraph below a title that is no more than the status.
  const reason = /^\d{3}\b/.test(title) ? textOf(text, 'p') : undefined;
  return reason === undefined ? title : `${title}: ${reason}`;
}

function textOf(page: string, element: string): string | undefined {
  const content = new RegExp(`<${element}\\b[^>]*>(.*?)</${element}>`, 'is').exec(page)?.[1];
  return content === undefined ? undefined : wordsOf(content);
}

function wordsOf(html: string): string | undefined {
  const words = unescapeHtml(html.replaceAll(/<[^>]*>/g, ' ')).trim();
  return words === '' ? undefined : words;
}

function withoutCode(page: string): string {
  return page.replaceAll(/<(script|style)\b.*?<\/\1>/gis, ' ');
}

function unescapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', nbsp: ' ', amp: '&', '#39': "'" };
  return text.replaceAll(/&(lt|gt|quot|nbsp|amp|#39);/g, (_, name: string) => entities[name] ?? '');
}
