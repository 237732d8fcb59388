import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { type OutputStream, toCommandOutput } from './command-output.ts';

describe('toCommandOutput', () => {
  it('writes lines, and knows a pipe', async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const output = toCommandOutput(stdout, stderr);
    output.writeLine('a');
    output.writeNote('b');
    stdout.end();
    stderr.end();
    expect([await text(stdout), await text(stderr)]).toEqual(['a\n', 'b\n']);
    expect(output).toMatchObject({ columns: undefined, rows: undefined, colours: false });
  });

  it.each([true, false])('knows a terminal, colours: %s', (colours) => {
    const terminal = { isTTY: true, columns: 80, rows: 24, hasColors: () => colours };
    const stdout: OutputStream = Object.assign(new PassThrough(), terminal);
    expect(toCommandOutput(stdout, new PassThrough())).toMatchObject({ columns: 80, rows: 24, colours });
  });

  it('bears a reader that went away, and nothing else', () => {
    const stdout = new PassThrough();
    toCommandOutput(stdout, new PassThrough());
    expect(() => stdout.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }))).not.toThrow();
    expect(() => stdout.emit('error', new Error('disk full'))).toThrow('disk full');
  });
});
