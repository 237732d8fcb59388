import { describe, expect, it } from '@jest/globals';
import { runAtOnce } from '../../sdk/turns/steps.ts';
import { createRedactor } from './redactor.ts';
import { leftOut, secretLimits } from './secret-limits.ts';

const secret = 'PW  "x"<&é/+ yz%';
const token = 'TOKbearer0123456789';
const redact = createRedactor(() => [secret, token, 'abc', 'test', `-----KEY-----${'0123456789abcdef'.repeat(20)}`]);

describe('createRedactor', () => {
  it.each([
    ['as it is', secret],
    ['with folded blanks', 'PW "x"<&é/+ yz%'],
    ['escaped in JSON', JSON.stringify(secret).slice(1, -1)],
    ['escaped in JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded in lower case', encodeURIComponent(secret).toLowerCase()],
    ['as in a form', new URLSearchParams({ a: secret }).toString().slice(2)],
    ['as in a URL', encodeURI(secret)],
    ['as in a page', 'PW  &quot;x&quot;&lt;&amp;é/+ yz%'],
    ["as in PHP's JSON", String.raw`PW  \"x\"<&\u00e9\/+ yz%`],
    ["as in Python's JSON", String.raw`PW  \"x\"<&\u00e9/+ yz%`],
    ["as in Go's JSON", String.raw`PW  \"x\"\u003c\u0026é/+ yz%`],
    ["as in .NET's JSON", String.raw`PW  \u0022x\u0022\u003C\u0026\u00E9/\u002B yz%`],
    ["as in PHP's JSON in JSON", String.raw`PW  \\\"x\\\"<&\\u00e9\\/+ yz%`],
    ["as in Go's page", 'PW  &#34;x&#34;&lt;&amp;é/+ yz%'],
    ['as in a page with slashes escaped', 'PW  &quot;x&quot;&lt;&amp;é&#x2F;+ yz%'],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
    ["as in nginx's log", String.raw`PW  \x22x\x22<&\xC3\xA9/+ yz%`],
    ['in UTF-8, read as Latin-1', Buffer.from(secret).toString('latin1')],
    ['in UTF-8, read as Latin-1, in JSON', JSON.stringify(Buffer.from(secret).toString('latin1')).slice(1, -1)],
    ['in hexadecimal', Buffer.from(token).toString('hex').toUpperCase()],
    ['in lower case', token.toLowerCase()],
    ['in base64', Buffer.from(token).toString('base64')],
    ['in base64url', Buffer.from(token).toString('base64url')],
  ])('takes out a secret %s', (_form, text) => {
    expect(redact(`before ${text} after`)).toBe('before [secret] after');
  });

  it.each([0, 1, 2])('takes out a secret that stands in base64 after %d other bytes', (before) => {
    const text = Buffer.from(`${'='.repeat(before)}${token}==`).toString('base64');
    expect(redact(text)).toMatch(/^.{0,4}\[secret\].{0,6}$/);
  });

  it.each([
    ['got "Bearer TOKbear"…', 'got "Bearer [secret]"…'],
    ['got TOKb…', 'got [secret]…'],
    ['behind …"bearer0123456789", at', 'behind …"[secret]", at'],
    ['got TOKb', 'got TOKb'],
    ['got TOK…', 'got TOK…'],
    [`…${token}… …`, '…[secret]… …'],
  ])('knows the beginning of a secret where a text was cut: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    ['no secret of three characters: abc', 'no secret of three characters: abc'],
    ['short ones in their own case only: test Test', 'short ones in their own case only: [secret] Test'],
    [token + token, '[secret]'],
    ['', ''],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('finds each of many secrets that begin alike, and the beginning of one where a text was cut', () => {
    const secrets = Array.from({ length: 500 }, (_, i) => `alike-${String(i).padStart(4, '0')}${'x'.repeat(i % 9)}`);
    const redactMany = createRedactor(() => secrets);
    expect(redactMany(secrets.join(' '))).toBe(secrets.map(() => '[secret]').join(' '));
    expect(redactMany('alike-1000 got "alike-04"… got alike-04951…')).toBe('alike-1000 got "[secret]"… got [secret]1…');
  });

  it.each([
    ['many secrets', Array.from({ length: secretLimits.count + 1 }, (_, i) => `number ${String(i)}`)],
    ['long secrets', ['x'.repeat(secretLimits.characters), 'yyyy']],
  ])('shows no text where it may hold one of too %s', (_, secrets) => {
    const redactNone = createRedactor(() => secrets);
    expect([redactNone('any text'), redactNone('')]).toEqual([leftOut, '']);
    expect([runAtOnce(redactNone.inSteps('any text')), runAtOnce(redactNone.inSteps(''))]).toEqual([leftOut, '']);
    const redactAll = createRedactor(() => secrets.slice(0, -1).concat('abc'));
    expect(redactAll('any text')).toBe('any text');
  });

  it('finds the same in steps, wherever a secret stands in a long text', () => {
    for (const around of ['x', 'TOKb ']) {
      for (let shift = -secret.length - 1; shift <= 1; shift++) {
        const before = around.repeat(64 * 1024).slice(0, 64 * 1024 + shift);
        const redacted = runAtOnce(redact.inSteps(`${before}${secret} …"${token.slice(3)}`));
        expect(redacted === `${before}[secret] …"[secret]`).toBe(true);
      }
    }
    expect([runAtOnce(redact.inSteps('')), runAtOnce(redact.inSteps('nothing'))]).toEqual(['', 'nothing']);
    expect([...redact.inSteps(`${'aB'.repeat(1_000_000)}${token}`)].length).toBeGreaterThan(50);
  });

  it('takes out a long secret, and each piece of it', () => {
    const key = '0123456789abcdef'.repeat(20);
    expect(redact(`-----KEY-----${key}`)).toBe('[secret]');
    expect(redact(key.slice(51, 115))).toBe('[secret]');
  });

  it('changes nothing, and asks for nothing before the first text', () => {
    let asked = 0;
    const none = createRedactor(() => {
      asked++;
      return [];
    });
    expect(asked).toBe(0);
    expect([none('text'), none('text'), asked]).toEqual(['text', 'text', 1]);
  });
});
