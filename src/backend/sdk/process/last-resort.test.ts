import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { createHclogLogger } from '../log/hclog.ts';
import { logUnhandledFailures } from './last-resort.ts';

describe('logUnhandledFailures', () => {
  it.each([
    ['uncaughtException', 'error', 'uncaught exception; a bug, serving goes on', 'error'],
    ['unhandledRejection', 'error', 'unhandled rejection; a bug, serving goes on', 'error'],
    ['warning', 'warn', 'warning from Node', 'warning'],
  ])('logs %s with the stack', (event, level, message, field) => {
    const source = new EventEmitter();
    const lines: string[] = [];
    const logger = createHclogLogger({ module: 'test', level: 'trace', write: (line) => lines.push(line) });
    logUnhandledFailures(source as unknown as NodeJS.Process, logger);
    expect(source.emit(event, new TypeError('forgotten'))).toBe(true);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      '@level': level,
      '@message': message,
      [field]: expect.stringMatching(/^TypeError: forgotten\n {4}at /),
    });
  });

  it('keeps Node from printing warnings as well', () => {
    const source = new EventEmitter();
    let printed = 0;
    source.on('warning', () => (printed += 1));
    logUnhandledFailures(
      source as unknown as NodeJS.Process,
      createHclogLogger({ module: '', level: 'error', write: () => undefined }),
    );
    source.emit('warning', new Error());
    expect(printed).toBe(0);
  });
});
