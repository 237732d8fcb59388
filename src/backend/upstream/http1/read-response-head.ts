import { ConnectFailure } from '../connect/connect-failure.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

/** What the parser is to get of an answer's head. */
export interface ResponseHead {
  /** Undefined: the head is passed on unchanged. */
  readonly repaired: string | undefined;
  /** An interim answer such as `100 Continue`, which is not passed on. */
  readonly isInterim: boolean;
}

/**
 * Reads the head of an HTTP/1 answer as Go's client and browsers do, and rewrites what the parser would refuse: lines that end in LF, folded
 * lines, a Content-Length that is repeated or stands beside `Transfer-Encoding: chunked`, invalid bytes. After a repaired head the connection
 * is not used again, since client and server may disagree about where the answer ends.
 * @param text the whole head, one character for each byte
 * @throws {ConnectFailure} if the head does not tell where the body ends
 */
export function readResponseHead(text: string): ResponseHead {
  const status = statusLine.exec(text);
  const isInterim = status !== null && status[2]?.startsWith('1') === true && status[2] !== '101';
  if (isInterim || status === null || isSound(text)) return { repaired: undefined, isInterim };
  return { repaired: repair(text, status), isInterim };
}

/** Captures version, status and reason; there may be empty lines before it. */
const statusLine = /^[\r\n]*HTTP\/(\d+\.\d+) +(\d{3})(?: ([^\r\n]*))?\r?\n/i;

const soundHead = /^HTTP\/1\.[01] \d{3}[^\r\n]*\r\n(?:[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*\r\n$/;
const framing = /\n(content-length|transfer-encoding):([^\r\n]*)/gi;

function isSound(text: string): boolean {
  if (!soundHead.test(text)) return false;
  const [first, ...others] = text.matchAll(framing);
  if (first === undefined) return true;
  // undici compares the text of the length with the number of bytes received.
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

/** Lines that begin with a blank continue the line before; lines without a valid name are left out. */
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

/** RFC 9112, 6.3: `chunked` takes precedence over a length, and a length may be repeated if it is the same. */
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
