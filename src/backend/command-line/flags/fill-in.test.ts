import { describe, expect, it } from '@jest/globals';
import { fillIn, fillInSettings } from './fill-in.ts';
import { parseCommandLine } from '../parse-command-line.ts';

const environment = { TOKEN: 't$$', EMPTY: '' };

describe('fillIn', () => {
  it.each([
    ['$TOKEN', 't$$'],
    ['${TOKEN}', 't$$'],
    ['$__env{TOKEN}', 't$$'],
    ['$EMPTY', ''],
    ['$$TOKEN', '$TOKEN'],
    ['$${TOKEN}', '${TOKEN}'],
    ['a$$b', 'a$b'],
    ['a$b', 'a$b'],
    ['a$TOKEN', 'a$TOKEN'],
    ['$TOKEN!', '$TOKEN!'],
    ['$5', '$5'],
    ['$', '$'],
  ])('%s', (text, filled) => {
    expect(fillIn(text, 'bearerToken', environment)).toBe(filled);
  });

  it('names a variable that is not set, but none that may be a password', () => {
    expect(() => fillIn('$__env{NONE}', 'a', {})).toThrow(/^expected the environment variable NONE, which "a" names$/);
    for (const text of ['$hunter2', '${hunter2}']) {
      expect(() => fillIn(text, 'a', {})).toThrow(
        /^expected the environment variable that "a" names to be set; for a \$ itself write \$\$$/,
      );
    }
  });
});

describe('fillInSettings', () => {
  it('reaches all texts', () => {
    const settings = { serverName: '$TOKEN', keepCookies: ['${TOKEN}', 'a$b'], strict: true, timeout: 5 };
    expect(fillInSettings(settings, { TOKEN: 't' })).toEqual({
      ...settings,
      serverName: 't',
      keepCookies: ['t', 'a$b'],
    });
  });

  it('is for --json-data, and its failure a wrong use of it', () => {
    const args = ['health', '--url', 'http://server.test', '--json-data', '{"serverName":"$NAME"}'];
    expect(parseCommandLine(args, { NAME: 'n' })).toMatchObject({
      options: { server: { jsonData: { serverName: 'n' } } },
    });
    expect(parseCommandLine(args, {})).toMatchObject({
      kind: 'print',
      stderr: expect.stringMatching(/--json-data: expected the environment variable that "serverName" names/),
      exitCode: 1,
    });
  });
});
