import { describe, expect, it } from '@jest/globals';
import { LiveSecrets } from './live-secrets.ts';

const first = 'first-secret-0123456789';
const second = 'second "secret" 01234';

function formsOf(secret: string): string {
  const base64 = Buffer.from(`user:${secret}`).toString('base64');
  return [secret, JSON.stringify(JSON.stringify(secret)), encodeURIComponent(secret), base64].join(' and ');
}

describe('LiveSecrets', () => {
  it('takes out what is held, in every form, and no more when it is held no more', () => {
    const live = new LiveSecrets();
    const text = `${formsOf(first)} ${formsOf(second)}`;
    expect(live.redact(text)).toBe(text);
    const releaseFirst = live.hold(() => [first]);
    expect(live.redact(first)).toBe('[secret]');
    const releaseSecond = live.hold(() => [second, first]);
    expect(live.redact(text).split('[secret]').length).toBeGreaterThan(8);
    for (const part of [first, 'secret" 0', 'secret\\"', '%20']) expect(live.redact(text)).not.toContain(part);
    releaseFirst();
    expect(live.redact(first)).toBe('[secret]');
    releaseSecond();
    releaseSecond();
    expect(live.redact(text)).toBe(text);
  });

  it('asks for secrets when there is a text, and once', () => {
    const live = new LiveSecrets();
    let asked = 0;
    live.hold(() => {
      asked += 1;
      return [first];
    });
    live.hold(() => [second])();
    expect(asked).toBe(0);
    expect([live.redact(first), live.redact(second), asked]).toEqual(['[secret]', second, 1]);
  });

  it('takes of whoever has too many as many as can be looked for, and of all others theirs', () => {
    const live = new LiveSecrets();
    const tooMany = Array.from({ length: 100_000 }, (_, i) => `alike-${String(i).padStart(6, '0')}`);
    const release = live.hold(() => tooMany);
    live.hold(() => [first]);
    expect(live.redact(`${first} alike-000000 alike-099999`)).toBe('[secret] [secret] alike-099999');
    release();
    expect(live.redact('alike-000000')).toBe('alike-000000');
  });

  it('still finds what is left when many have gone', () => {
    const live = new LiveSecrets();
    live.hold(() => [first]);
    const releases = Array.from({ length: 200 }, (_, i) => live.hold(() => [`another-${String(i)}-${'x'.repeat(i)}`]));
    live.redact('');
    for (const release of releases) release();
    expect(live.redact(`${first} another-3-xxx`)).toBe('[secret] another-3-xxx');
  });
});
