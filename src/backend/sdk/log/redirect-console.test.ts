import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createHclogLogger } from './hclog.ts';
import { redirectConsole } from './redirect-console.ts';

describe('redirectConsole', () => {
  it.each(['debug', 'info', 'warn', 'error'] as const)('turns console.%s into a line of that level', (method) => {
    const { console, entries } = redirected();
    console[method]('%s of %d', 'one', 3, { a: 1n });
    expect(entries()).toEqual([{ level: method, message: 'one of 3 { a: 1n }' }]);
  });

  it('turns console.log into info', () => {
    const { console, entries } = redirected();
    console.log('hello');
    expect(entries()).toEqual([{ level: 'info', message: 'hello' }]);
  });

  it('turns console.trace into debug with its stack', () => {
    const { console, lines } = redirected();
    console.trace('here');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      '@level': 'debug',
      '@message': 'here',
      stack: expect.stringContaining('redirect-console.test'),
    });
  });

  it('turns whatever is written to the streams into lines', () => {
    const { process, entries } = redirected();
    expect(process.stdout.write('one\n\ntwo')).toBe(true);
    process.stdout.write(Buffer.from('three\n'));
    process.stderr.write('four\n');
    expect(entries()).toEqual([
      { level: 'info', message: 'one' },
      { level: 'info', message: 'two' },
      { level: 'info', message: 'three' },
      { level: 'warn', message: 'four' },
    ]);
  });

  it('drops what NODE_DEBUG asks for, all its lines', () => {
    const { process, entries } = redirected();
    process.stderr.write("UNDICI 4711: sending request to POST http://a/?key=secret {\n  authorization: 'secret' }\n");
    process.stderr.write('(node:4711) Warning: stays\n');
    expect(entries()).toEqual([{ level: 'warn', message: '(node:4711) Warning: stays' }]);
  });

  it('leaves the real streams alone', () => {
    const { process, console, original } = redirected();
    console.log('to the log');
    process.stdout.write('to the log');
    expect(original.stdout.readableLength).toBe(0);
    expect(original.stderr.readableLength).toBe(0);
  });

  it('calls the callback of a write', async () => {
    const { process } = redirected();
    await expect(new Promise((resolve) => process.stdout.write('line\n', resolve))).resolves.toBeFalsy();
  });
});

function redirected() {
  const original = { stdout: new PassThrough(), stderr: new PassThrough() };
  const process = { ...original };
  const console = new Console(original);
  const lines: string[] = [];
  const logger = createHclogLogger({ module: 'test', level: 'trace', write: (line) => lines.push(line) });
  redirectConsole({ process, console }, logger);
  const entries = (): unknown[] =>
    lines.map((line) => {
      const { '@level': level, '@message': message } = JSON.parse(line) as Record<string, unknown>;
      return { level, message };
    });
  return { process, console, original, lines, entries };
}
