import { ConnectFailure } from '../connect/connect-failure.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

/** How the head of an answer goes on to the parser. */
export interface ResponseHead {
  /** Undefined: as it came. */
  readonly repaired: string | undefined;
  /** An answer before the answer, such as `100 Continue`, of which the parser is told nothing. */
  readonly isInterim: boolean;
}

/**
 * Reads the head of an HTTP/1 answer the way Go's client and browsers do, and writes what our parser would refuse as it should have
 * been: lines that end in LF, folded lines, a Content-Length that is repeated or stands beside chunks, bytes no header may have. A
 * connection whose head had to be repaired is not used again, since its server's idea of where an answer ends may be another.
 * @param text of all of the head, each byte a character
 * @throws {ConnectFailure} when it cannot be said where the body ends
 */
export function readResponseHead(text: string): ResponseHead {
  const status = statusLine.exec(text);
  const isInterim = status !== null && status[2]?.startsWith('1') === true && status[2] !== '101';
  if (isInterim || status === null || isSound(text)) return { repaired: undefined, isInterim };
  return { repaired: repair(text, status), isInterim };
}

/** Version, status, reason. Lines may be empty before it. */
const statusLine = /^[\r\n]*HTTP\/(\d+\.\d+) +(\d{3})(?: ([^\r\n]*))?\r?\n/i;

const soundHead = /^HTTP\/1\.[01] \d{3}[^\r\n]*\r\n(?:[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*\r\n$/;
const framing = /\n(content-length|transfer-encoding):([^\r\n]*)/gi;

function isSound(text: string): boolean {
  if (!soundHead.test(text)) return false;
  const [first, ...others] = text.matchAll(framing);
  if (first === undefined) return true;
  // undici compares the text of a length with the bytes that come.
  return others.length === 0 && /^[\t ]*(?:\d+|chunked)$/i.test(first[2] ?? '');
}

function repair(text: string, [, version = '', status = '', reason = '']: RegExpExecArray): string {
  const headers = parseHeaders(text);
  const values = (name: string): readonly string[] =>
    headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
  const kept = headers.filter(([name]) => !reframed.has(name.toLowerCase()));
  const lines = [
    `HTTP/${Number(version) < 1.1 ? '1.0' : '1.1'} ${status} ${printable(reason)}`,
    ...kept.map(([name, value]) => `${name}: ${value}`),
    ...framingLine(values('transfer-encoding'), values('content-length')),
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

const reframed: ReadonlySet<string> = new Set(['transfer-encoding', 'content-length', 'connection', 'keep-alive']);

/** Lines that begin with a blank go on with the one before; what has no name is left out. */
function parseHeaders(text: string): readonly (readonly [name: string, value: string])[] {
  const lines = text.replace(statusLine, '').split(/\r?\n/);
  const whole: string[] = [];
  for (const line of lines) {
    const previous = whole.at(-1);
    if (previous !== undefined && /^[\t ]+[^\t ]/.test(line)) whole[whole.length - 1] = `${previous} ${line.trim()}`;
    else whole.push(line);
  }
  return whole.flatMap((line) => {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+)[\t ]*:(.*)$/s.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, printable(value)] as const];
  });
}

function printable(value: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return value.replaceAll(/[\x00-\x08\x0a-\x1f\x7f]/g, ' ').trim();
}

/** RFC 9112, 6.3: chunks go before a length, and a length may be said twice if it is the same. */
function framingLine(encodings: readonly string[], lengths: readonly string[]): readonly string[] {
  if (encodings.join(',').split(',').at(-1)?.trim().toLowerCase() === 'chunked') return ['Transfer-Encoding: chunked'];
  const different = new Set(lengths.flatMap((length) => length.split(',')).map((length) => length.trim()));
  different.delete('');
  const [first, second] = different;
  if (first === undefined) return [];
  if (second === undefined && /^\d+$/.test(first)) return [`Content-Length: ${first}`];
  const named = cutText([...different].slice(0, 3).join(' and '), 100);
  throw new ConnectFailure('protocol', `the server says Content-Length: ${named}; one number is expected`);
}
