import { jest } from '@jest/globals';

const others = [
  ...(['setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask'] as const),
  ...(['Date', 'hrtime', 'performance'] as const),
];

/** From now until `jest.useRealTimers()`, no timeout ends but by `jest.advanceTimersByTime`, however slow the machine is. All else goes on. */
export function stopTimeouts(): void {
  jest.useFakeTimers({ doNotFake: [...others] });
}
