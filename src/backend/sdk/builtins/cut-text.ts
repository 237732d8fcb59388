/**
 * The text, or its beginning with a mark that there was more. Nobody reads half of a surrogate pair, and some encoders refuse it.
 * @param maxLength in UTF-16 code units, without the mark
 */
export function cutText(text: string, maxLength: number, mark = '…'): string {
  if (text.length <= maxLength) return text;
  const isInPair = isHighSurrogate(text.charCodeAt(maxLength - 1));
  return `${text.slice(0, isInPair ? maxLength - 1 : maxLength)}${mark}`;
}

function isHighSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd800 && codeUnit <= 0xdbff;
}
