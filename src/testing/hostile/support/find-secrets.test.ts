import { describe, expect, it } from '@jest/globals';
import { findSecrets } from './find-secrets.ts';

const secrets = { password: 'pass"wörd/1', token: 'a-token-of-some-length' };

describe('findSecrets', () => {
  it.each([
    ['as it is', 'see pass"wörd/1 there'],
    ['as JSON has it', JSON.stringify({ text: 'pass"wörd/1' })],
    ['as a URL has it', `?p=${encodeURIComponent('pass"wörd/1')}`],
    ['as basic auth has it', `Basic ${Buffer.from('user:pass"wörd/1').toString('base64')}`],
    ['as basic auth of another user has it', `Basic ${Buffer.from('users:pass"wörd/1').toString('base64')}`],
    ['in base64 alone', Buffer.from('pass"wörd/1').toString('base64')],
  ])('finds a secret %s', (_, text) => {
    expect(findSecrets(text, secrets)).toEqual(['password']);
    expect(findSecrets(Buffer.from(text), secrets)).toEqual(['password']);
  });

  it('finds nothing where there is none', () => {
    expect(findSecrets('pass wörd and a token', secrets)).toEqual([]);
  });
});
