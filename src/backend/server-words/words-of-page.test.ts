import { describe, expect, it } from '@jest/globals';
import { wordsOfPage } from './words-of-page.ts';

describe('wordsOfPage', () => {
  it.each([
    ['<!DOCTYPE html><html><title>Log in</title><h1>Welcome</h1>', 'Log in'],
    ['<html><body><h1>It works!</h1><p>Really</p></body></html>', 'It works!'],
    ['<html><title>502 Bad Gateway</title><p>No\n upstream</p>', '502 Bad Gateway: No upstream'],
    ['<?xml version="1.0"?><error><code>7</code><text>no such table</text></error>', '7 no such table'],
    [
      '<br />\n<b>Warning</b>:  Undefined index in <b>/x.php</b><br />\n[{"target":"a"}]',
      'Warning : Undefined index in /x.php [{"target":"a"}]',
    ],
    ['<html></html>', ''],
  ])('%j', (text, words) => {
    expect(wordsOfPage(text)).toBe(words);
  });

  it.each(['', '[1]', 'plain', '< 5', '<'])('%j is neither page nor XML', (text) => {
    expect(wordsOfPage(text)).toBeUndefined();
  });
});
