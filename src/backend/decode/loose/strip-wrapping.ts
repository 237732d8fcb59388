/**
 * Finds the JSON in a text that has something around it: byte order marks, a guard against use as a script, an assignment, a call of a function
 * (JSONP), the fields of server-sent events, zero bytes at the end. Returns any other text as it is.
 */
export function stripWrapping(text: string): string {
  const start = dataOfEvents(text.replace(/^[\ufeff\s]+/, '')).replace(guard, '');
  return withoutZeros(argumentOf(start) ?? assignedIn(start) ?? start);
}

/** Of Angular, Google, Facebook and Dojo. */
const guard = /^(?:\)\]\}'?,?\s|for\s?\(;;\);|while\s?\(1\);|\{\}\s?&&)\s*/;

/** `callback(…);`, also behind an empty comment or a question whether there is such a function. */
const callStart =
  /^(?:\/\*[^*]{0,40}\*\/)?\s{0,9}(?:typeof [\w$.]{1,99} ?===? ?["']function["'] ?&& ?)?[\w$.]{1,99}\(\s*(?=[[{"])/;

function argumentOf(text: string): string | undefined {
  const start = callStart.exec(text)?.[0].length;
  if (start === undefined) return undefined;
  const end = withoutSemicolon(text);
  return end.endsWith(')') ? end.slice(start, -1) : undefined;
}

const assignment = /^(?:(?:var|let|const) )?[\w$.]{1,99} ?= ?(?=[[{])/;

function assignedIn(text: string): string | undefined {
  const start = assignment.exec(text)?.[0].length;
  return start === undefined ? undefined : withoutSemicolon(text).slice(start);
}

function withoutSemicolon(text: string): string {
  const end = text.trimEnd();
  return end.endsWith(';') ? end.slice(0, -1).trimEnd() : end;
}

/** WHATWG HTML, 9.2.6: fields of a line each, of which those named `data` hold the answer. */
function dataOfEvents(text: string): string {
  if (!/^(?:data|event|id|retry):/.test(text)) return text;
  const lines = text.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  return lines.map((line) => line.slice('data:'.length)).join('\n');
}

function withoutZeros(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 || text.slice(end).replaceAll('\0', '').trim() !== '' ? text : text.slice(0, end);
}
