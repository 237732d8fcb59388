import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChunkLines, isChunkedHead } from './chunk-lines.ts';

/** The whole at once, in two pieces cut anywhere, and byte by byte. */
function outcomes(body: string): readonly string[] {
  const bytes = Buffer.from(body, 'latin1');
  const cuts = Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
  const single = Array.from(bytes, (byte) => Buffer.of(byte));
  return [...new Set([...cuts, single].map(read))];
}

function read(pieces: readonly Buffer[]): string {
  const lines = new ChunkLines();
  return Buffer.concat(pieces.map((piece) => lines.take(piece))).toString('latin1');
}

/** What is in the chunks of a body whose lines end in CR LF. */
function dataOf(body: string): readonly string[] {
  const chunks: string[] = [];
  for (let at = 0; ;) {
    const dataAt = body.indexOf('\r\n', at) + 2;
    const length = parseInt(body.slice(at, dataAt), 16);
    if (length === 0) return chunks;
    chunks.push(body.slice(dataAt, dataAt + length));
    expect(body.slice(dataAt + length, dataAt + length + 2)).toBe('\r\n');
    at = dataAt + length + 2;
  }
}

describe('ChunkLines', () => {
  it.each([
    ['sizes and chunks', '2\n[1\n1\n]\n0\n\n', '2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n'],
    ['sizes alone', '2\n[1\r\n1\n]\r\n0\n\r\n', '2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n'],
    ['newlines within chunks', '6\n\n[\r\n1]\n0\n\n', '6\r\n\n[\r\n1]\r\n0\r\n\r\n'],
    ['large sizes, with more behind them', 'A ;a=b\n0123456789\n00\n\n', 'A ;a=b\r\n0123456789\r\n00\r\n\r\n'],
    ['trailers', '1\n1\n0\nX-Sum: 1\nY: 2\n\n', '1\r\n1\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n'],
    ['chunks that end in CR', '3\n[1\r\n1\n]\n0\n\n', '3\r\n[1\r\r\n1\r\n]\r\n0\r\n\r\n'],
    ['bytes of any kind', '2\n\u00e9\u00ff\n0\n\n', '2\r\n\u00e9\u00ff\r\n0\r\n\r\n'],
  ])('ends lines in CR LF: %s', (_, body, expected) => {
    expect(outcomes(body)).toEqual([expected]);
  });

  it.each([
    ['whole chunks', '2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n'],
    ['what may stand behind sizes', '00002  \r\n[1\r\n1;a="b;c"\r\n]\r\n0 ;x\r\nX: 1\r\n\r\n'],
    ['the beginning of a chunk', '2\r\n['],
    ['nothing', ''],
  ])('hands on %s as it came', (_, body) => {
    expect(outcomes(body)).toEqual([body]);
    const bytes = Buffer.from(body);
    expect(new ChunkLines().take(bytes).buffer).toBe(bytes.buffer);
  });

  it('makes one of many small chunks, wherever they are cut', () => {
    const chunk = fc.tuple(
      fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 300 }),
      fc.constantFrom('\n', '\r\n'),
    );
    const chunks = fc.array(
      fc.oneof({ weight: 20, arbitrary: fc.tuple(fc.constantFrom('a', '\r\n'), fc.constant('\n')) }, chunk),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(chunks, fc.array(fc.integer({ min: 0, max: 5000 })), (given, cuts) => {
        const body = given.map(([data, end]) => `${data.length.toString(16)}${end}${data}${end}`).join('');
        const bytes = Buffer.from(`${body}0\r\n\r\n`, 'latin1');
        const places = [0, ...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
        expect(dataOf(read(pieces)).join('')).toBe(given.map(([data]) => data).join(''));
      }),
    );
    expect(dataOf(read([Buffer.from(`${'1\r\na\r\n'.repeat(10_000)}0\r\n\r\n`)]))).toHaveLength(1);
  });

  it.each([
    ['no size', '{"a":1}\n', /expected a chunk's size in hexadecimal, got "{\\"a\\":1}"$/],
    ['an empty size', ' \r\n', /size in hexadecimal, got " "$/],
    ['a size that is too large', '123456789abcd\r\n', /size in hexadecimal, got "123456789abcd"$/],
    ['a chunk that is longer', '2\r\n[1,2,3]\r\n', /expected the end of a chunk .* got ",2,3]"$/],
    ['a chunk that is longer, and goes on', `2\n[1${'2'.repeat(50)}`, /the end of a chunk .* got "2{20}…"$/],
    ['a line without an end', 'a'.repeat(17 * 1024), /size in hexadecimal, got "a{20}…"$/],
    [
      'a size without an end',
      `fffff;${'a'.repeat(17 * 1024)}`,
      /expected a line of at most 16384 bytes, got "fffff;a{14}…"$/,
    ],
    ['trailers without an end', `0\r\n${'X: y\r\n'.repeat(11_000)}`, /at most 65536 bytes of trailers, got "X: y"$/],
    ['a trailer without an end', `0\r\nX: ${'a'.repeat(17 * 1024)}`, /a line of at most 16384 bytes, got "X: a{17}…"$/],
  ])('refuses %s', (_, body, words) => {
    expect(() => read([Buffer.from(body)])).toThrow(words);
  });

  it('leaves alone what comes behind the end', () => {
    const lines = new ChunkLines();
    expect(lines.take(Buffer.from('0\n\nHTTP/1.1 200 OK\n')).toString()).toBe('0\r\n\r\nHTTP/1.1 200 OK\n');
  });
});

it.each([
  ['Transfer-Encoding: chunked', true],
  ['transfer-encoding:gzip, Chunked ', true],
  ['Transfer-Encoding: identity', false],
  ['X-Transfer-Encoding: chunked', false],
  ['Via: chunked', false],
])('%s: chunks %s', (header, expected) => {
  expect(isChunkedHead(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n`)).toBe(expected);
});
