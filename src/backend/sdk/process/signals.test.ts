import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { handleSignals, stopSignals } from './signals.ts';

describe('handleSignals', () => {
  it.each([
    ['SIGTERM', ['SIGTERM']],
    ['SIGHUP', ['SIGHUP']],
    ['SIGQUIT', ['SIGQUIT']],
    ['SIGUSR2', ['SIGUSR2']],
    ['SIGPWR', ['SIGPWR']],
    ['SIGINT', []],
    ['SIGUSR1', []],
  ])('on %s stops for %j', (signal, expected) => {
    const source = Object.assign(new EventEmitter(), { platform: 'linux' });
    const stops: string[] = [];
    handleSignals(source as unknown as NodeJS.Process, (reason) => {
      stops.push(reason);
    });
    // With a listener, even one that does nothing, a signal does not end the process.
    expect(source.emit(signal, signal)).toBe(true);
    expect(stops).toEqual(expected);
  });
});

describe('stopSignals', () => {
  it('names only what the platform has', () => {
    expect(stopSignals('win32')).toEqual(['SIGTERM', 'SIGHUP']);
    expect(stopSignals('darwin')).not.toContain('SIGPWR');
  });
});
