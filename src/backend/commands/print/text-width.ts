const marks = /\p{Mark}|\p{Default_Ignorable_Code_Point}/gu;
const wide =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[！-｠]/gu;

/** The columns that a text without escape sequences takes in a terminal, near enough. */
export function textWidth(text: string): number {
  const base = text.replace(marks, '');
  return Array.from(base).length + (base.match(wide)?.length ?? 0);
}

/** The text in at most `width` columns, cut with an ellipsis. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = '';
  for (const character of text) {
    if (textWidth(cut) + textWidth(character) > width - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

/** What a server sent, safe for a terminal: control characters, escape sequences among them, are shown rather than obeyed. */
export function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]/gu, (character) => JSON.stringify(character).slice(1, -1))
    .replace(/[\u007f-\u009f]/g, '�');
}
