import { describe, expect, it } from '@jest/globals';
import { serverMessage } from './server-message.ts';

const plain = { isWhole: true, redact: (text: string) => text };

describe('serverMessage', () => {
  it.each([
    ['{"message":"no such metric"}', 'no such metric'],
    ['{"error":"bad query","status":400}', 'bad query'],
    ['{"error":{"code":7,"message":"quota"}}', 'quota'],
    ['{"errors":["first","second"]}', 'first; second'],
    [
      '{"detail":[{"loc":["body","range"],"msg":"field required"},{"loc":["body","targets"],"msg":"too many"}]}',
      'body.range: field required; body.targets: too many',
    ],
    ['{"error":{"status":"INVALID","error":{"reason":"nested"}}}', 'nested'],
    ['{"errors":[{"message":"in an object"}]}', 'in an object'],
    ['{"detail":"Not authenticated"}', 'Not authenticated'],
    ['{"message":"","error":"the other one"}', 'the other one'],
    ['["listed"]', 'listed'],
    ['"quoted"', 'quoted'],
    ['{"code":7}', '{"code":7}'],
    ['{"message":', '{"message":'],
    ['  plain text\n', 'plain text'],
    ['two\r\nlines\u0000\u001b[31m', 'two lines [31m'],
    ['<!DOCTYPE html><html><head><title>502 Bad\n Gateway</title></head><body>nginx</body></html>', '502 Bad Gateway'],
    ['<html><body><h1>Internal &lt;Server&gt; Error</h1></body></html>', 'Internal <Server> Error'],
    [
      '<!doctype html><html lang=en><title>404 Not Found</title><h1>Not Found</h1><p>expected finder:query</p>',
      '404 Not Found: expected finder:query',
    ],
    ['<html>502 Bad Gateway</html>', '502 Bad Gateway'],
    ['<html><style>p {}</style><body><p>out of order</p><script>x()</script></body></html>', 'out of order'],
    ['<html><body><img></body></html>', 'a web page without words'],
    ['', ''],
    ['null', ''],
    ['{ }', ''],
    ['[]', ''],
    ['<html><title>Error</title><body><pre>Cannot POST /query</pre></body></html>', 'Error: Cannot POST /query'],
  ])('finds in %j: %s', (body, expected) => {
    expect(serverMessage(Buffer.from(body), plain)).toBe(expected);
  });

  it('cuts after 500 characters', () => {
    const message = serverMessage(Buffer.from('x'.repeat(10_000)), plain);
    expect(message).toHaveLength(500);
    expect(message.endsWith('x…')).toBe(true);
  });

  it('survives bytes that are no text', () => {
    expect(serverMessage(Uint8Array.from([0xff, 0xfe, 0x41]), plain)).toContain('A');
  });

  it('takes secrets out of the whole text, before blanks are folded and the end is cut off', () => {
    const redact = (text: string): string =>
      text.replaceAll('two  blanks', '[secret]').replace('two  bl…', '[secret]…');
    const options = { isWhole: true, redact };
    expect(serverMessage(Buffer.from('no two  blanks'), options)).toBe('no [secret]');
    expect(serverMessage(Buffer.from(`${'x'.repeat(490)} two  blanks`), options)).toMatch(/x \[secret\]$/);
    expect(serverMessage(Buffer.from('<p>no two  blanks, two&#32; blanks</p>'), options)).toBe(
      'no [secret], two blanks',
    );
    expect(serverMessage(Buffer.from(`${' '.repeat(1000)}a two  bl`), { ...options, isWhole: false })).toBe(
      'a [secret]…',
    );
  });
});
