import { endOfString } from './json-documents.ts';

/**
 * JSON text in which the bare words that C and Python write for numbers JSON does not have are replaced: `NaN` and
 * `nan` by `null`, `Infinity` and `inf` by a number too large for a double, which reads as infinity. Strings are
 * left alone. Returns the text itself when there is nothing to replace.
 */
export function replaceBareNumbers(text: string): string {
  const bareNumber = /-?(?:nan|inf(?:inity)?)\b/iy;
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') {
      at = endOfString(text, at);
    } else if (canBegin(text[at])) {
      bareNumber.lastIndex = at;
      const word = bareNumber.exec(text)?.[0];
      if (word === undefined) continue;
      parts.push(text.slice(copied, at), replacement(word));
      copied = at + word.length;
      at = copied - 1;
    }
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}

function canBegin(character: string | undefined): boolean {
  return character !== undefined && '-NnIi'.includes(character);
}

function replacement(word: string): string {
  if (/nan$/i.test(word)) return 'null';
  return word.startsWith('-') ? '-1e999' : '1e999';
}
