import { describe, expect, it } from '@jest/globals';
import { createMemoryBudget } from '../contract/memory-budget.ts';
import { countRounds } from '../../../testing/support/event-loop.ts';
import { readBody } from './read-body.ts';
import { decodedAtOnceBytes, toUtf8, toUtf8InTurns } from './to-utf8.ts';

const json = '[{"target":"Température in °C"}]';
const decoded = (body: Uint8Array, contentType?: string) => Buffer.from(toUtf8(body, contentType)).toString();

function utf32(text: string, order: 'le' | 'be'): Buffer {
  return Buffer.concat(
    Array.from(text, (character) => {
      const bytes = Buffer.alloc(4);
      const code = character.codePointAt(0) ?? 0;
      return order === 'le' ? (bytes.writeUInt32LE(code), bytes) : (bytes.writeUInt32BE(code), bytes);
    }),
  );
}

describe('toUtf8', () => {
  it.each([
    ['application/json;charset=ISO-8859-1', Buffer.from(json, 'latin1')],
    ['application/json; charset="windows-1252"', Buffer.from(json, 'latin1')],
    ['text/plain; Charset=latin1', Buffer.from(json, 'latin1')],
    ['application/json; charset=utf-16', Buffer.from(`\ufeff${json}`, 'utf16le')],
    ['application/json; charset=utf-16le', Buffer.from(json, 'utf16le')],
    ['application/json; charset=utf-16be', Buffer.from(json, 'utf16le').swap16()],
    ['application/json', Buffer.from(`\ufeff${json}`, 'utf16le')],
    ['', Buffer.from(`\ufeff${json}`, 'utf16le').swap16()],
    ['application/json', Buffer.from(json, 'utf16le')],
    ['text/html', Buffer.from(json, 'utf16le').swap16()],
    ['application/json; charset=utf-32', utf32(`\ufeff${json}`, 'le')],
    ['application/json', utf32(`\ufeff${json}`, 'be')],
    ['application/json', utf32(json, 'le')],
    ['', utf32(json, 'be')],
    ["application/json; charset='ISO-8859-1'", Buffer.from(json, 'latin1')],
    ['application/json', Buffer.from(json)],
    ['application/json; charset=utf-8', Buffer.from(json)],
    ['application/json; charset=iso-8859-1', Buffer.from(json)],
    ['application/json; charset=utf-16', Buffer.from(json)],
  ])('%s', (contentType, body) => {
    expect(decoded(body, contentType)).toBe(json);
  });

  it('reads long UTF-32 with characters beyond the first 65536, and one that is cut off', () => {
    const text = JSON.stringify('a😀'.repeat(5000));
    expect(decoded(Buffer.concat([utf32(text, 'le'), Buffer.from([0x20])]))).toBe(text);
  });

  it.each([
    ['iso-8859-15', [0x22, 0xa4, 0x22], '"€"'],
    ['windows-1252', [0x22, 0x80, 0x22], '"€"'],
    ['windows-1251', [0x22, 0xcf, 0x22], '"П"'],
    ['shift_jis', [0x22, 0x89, 0xb7, 0x22], '"温"'],
    ['gbk', [0x22, 0xce, 0xc2, 0x22], '"温"'],
    ['euc-kr', [0x22, 0xbf, 0xc2, 0x22], '"온"'],
  ])('reads %s', (charset, bytes, text) => {
    expect(decoded(Uint8Array.from(bytes), `application/json; charset=${charset}`)).toBe(text);
  });

  it('leaves what it cannot decode, and the body itself where there is nothing to do', () => {
    const body = Uint8Array.from([0x22, 0xff, 0x22]);
    expect(toUtf8(body, 'application/json; charset=klingon')).toBe(body);
    expect(toUtf8(body, 'application/json')).toBe(body);
    expect(toUtf8(body)).toBe(body);
  });
});

describe('toUtf8InTurns', () => {
  const long = JSON.stringify('aé😀'.repeat(decodedAtOnceBytes / 4));
  const read = async (body: Uint8Array, contentType: string, signal?: AbortSignal): Promise<string> => {
    const decoded = toUtf8InTurns(body, contentType, signal);
    if (decoded === undefined) return 'as it is';
    const budget = createMemoryBudget().of('');
    return Buffer.from(await readBody(decoded, { maxBytes: Infinity, budget })).toString();
  };

  it.each([
    ['utf-16le', Buffer.from(long, 'utf16le')],
    ['utf-16be', Buffer.from(long, 'utf16le').swap16()],
    // So that a piece ends between the two halves of a character.
    ['utf-16le', Buffer.from(` ${long}`, 'utf16le')],
    ['utf-32le', utf32(long, 'le')],
    ['utf-32be', utf32(long, 'be')],
    ['gb18030', Buffer.from(`"${'a'.repeat(decodedAtOnceBytes - 2)}\xce\xc2"`, 'latin1')],
  ])('decodes %s as it is decoded at once, and lets others go on meanwhile', async (charset, body) => {
    const contentType = `application/json; charset=${charset}`;
    const rounds = countRounds();
    expect(await read(body, contentType)).toBe(decoded(body, contentType));
    rounds.stop();
    expect(rounds.rounds).toBeGreaterThan(1);
  });

  it('leaves what is UTF-8, and what nobody can decode', async () => {
    expect(await read(Buffer.from(long), 'application/json; charset=iso-8859-1')).toBe('as it is');
    expect(await read(Buffer.from('"\xff"', 'latin1'), 'application/json; charset=klingon')).toBe('as it is');
  });

  it('ends when nobody waits any more', async () => {
    const caller = new AbortController();
    const reading = read(Buffer.from(long, 'utf16le'), '', caller.signal);
    caller.abort(new Error('gone'));
    await expect(reading).rejects.toThrow('gone');
  });
});
