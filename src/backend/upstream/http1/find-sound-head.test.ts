import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findSoundHead } from './find-sound-head.ts';
import { readResponseHead } from './read-response-head.ts';

const name = fc.constantFrom(
  'Content-Type',
  'content-length',
  'Transfer-Encoding',
  'X-a',
  'transfer-encodinG',
  'a b',
  '',
);
const value = fc.constantFrom(
  ' 2',
  ' 02',
  '\t3',
  ' chunked',
  ' Chunked',
  ' chunked ',
  ' 2, 2',
  '',
  ' a\xe9',
  ' \x01',
  ' é',
);
const line = fc.tuple(name, value, fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r\n ', '\r')).map((parts) => {
  const [key, text, end] = parts;
  return `${key}:${text}${end}`;
});
const status = fc.constantFrom('HTTP/1.1 200 OK', 'HTTP/1.0 404', 'HTTP/2.0 200', 'HTTP/1.1  200', 'http/1.1 200 a');
const head = fc
  .tuple(status, fc.constantFrom('\r\n', '\r\n', '\n'), fc.array(line, { maxLength: 5 }))
  .map(([first, end, lines]) => `${first}${end}${lines.join('')}\r\n`);

/** What decides without it. */
function isSound(text: string): boolean {
  try {
    const { repaired, isInterim } = readResponseHead(text);
    return text.startsWith('HTTP/1') && repaired === undefined && !isInterim;
  } catch {
    return false;
  }
}

function findIn(text: string): number {
  return findSoundHead(Buffer.from(text, 'latin1'));
}

describe('findSoundHead', () => {
  it('finds the end of a head that needs no repair, whatever follows it', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n';
    expect(findIn(text)).toBe(text.length);
    expect(findIn(`${text}[]`)).toBe(text.length);
    expect(findIn('HTTP/1.0 404 \r\n\r\n')).toBe(17);
  });

  it.each([
    ['an answer before the answer', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['a line that ends in LF', 'HTTP/1.1 200 OK\nA: b\r\n\r\n'],
    ['an empty line before it', '\r\nHTTP/1.1 200 OK\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\n'],
    ['a length beside chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n'],
    ['nothing', ''],
  ])('leaves %s to whoever reads the text', (_, text) => {
    expect(findIn(text)).toBe(0);
  });

  it('finds none where a head breaks off', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';
    for (let length = 0; length < text.length; length++) expect(findIn(text.slice(0, length))).toBe(0);
  });

  it('decides as the one who reads the text', () => {
    fc.assert(
      fc.property(head, (text) => {
        // What is behind the first empty line is no head.
        fc.pre(text.search(/\r?\n\r?\n/) + 4 >= text.length);
        fc.pre(!text.includes('\r\r'));
        expect([text, findIn(text) === text.length]).toEqual([text, isSound(text)]);
      }),
      { numRuns: 2000 },
    );
  });
});
