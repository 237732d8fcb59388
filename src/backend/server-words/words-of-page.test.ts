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
    ['<html><title>Error</title><pre>TypeError: no name<br> at x</pre></html>', 'Error: TypeError: no name at x'],
    [
      '<title>HTTP Status 500 – Internal Server Error</title><p><b>Type</b> Report</p><p><b>Message</b> db is down</p>',
      'HTTP Status 500 – Internal Server Error: Type Report Message db is down',
    ],
    ['<title>502 Bad Gateway</title><hr><center>nginx</center>', '502 Bad Gateway'],
    ['<title>Errors and how to avoid them</title><p>Text</p>', 'Errors and how to avoid them'],
    ['<title>My shop</title><p>Text</p>', 'My shop'],
  ])('%j', (text, words) => {
    expect(wordsOfPage(text)).toBe(words);
  });

  it.each(['', '[1]', 'plain', '< 5', '<'])('%j is neither page nor XML', (text) => {
    expect(wordsOfPage(text)).toBeUndefined();
  });
});
