import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { handleSignals } from './signals.ts';

describe('handleSignals', () => {
  it.each([
    ['SIGTERM', ['SIGTERM']],
    ['SIGHUP', ['SIGHUP']],
    ['SIGINT', []],
  ])('on %s stops for %j', (signal, expected) => {
    const source = new EventEmitter();
    const stops: string[] = [];
    handleSignals(source as unknown as NodeJS.Process, (reason) => {
      stops.push(reason);
    });
    // With a listener, even one that does nothing, a signal does not end the process.
    expect(source.emit(signal, signal)).toBe(true);
    expect(stops).toEqual(expected);
  });
});
