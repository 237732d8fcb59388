import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HostWatch } from './host-watch.ts';

let reasons: string[];
let isParentAlive: boolean;
let watches: HostWatch[];

beforeEach(() => {
  jest.useFakeTimers();
  reasons = [];
  isParentAlive = true;
  watches = [];
});

afterEach(() => {
  for (const watch of watches) watch.stop();
  jest.useRealTimers();
});

describe('HostWatch', () => {
  it('notices the end of the parent within 5 s, and says so once', () => {
    const watch = watchHost([1, 2]);
    watch.setOpenConnections(1);
    jest.advanceTimersByTime(10_000);
    expect(reasons).toEqual([]);
    isParentAlive = false;
    jest.advanceTimersByTime(5000);
    expect(reasons).toEqual(['the parent process is gone']);
    watch.setOpenConnections(0);
    watch.setStderrBroken();
    jest.advanceTimersByTime(10_000);
    expect(reasons).toHaveLength(1);
  });

  it('looks for the parent when the last connection closes', () => {
    const watch = watchHost([1, 2]);
    watch.setOpenConnections(1);
    isParentAlive = false;
    watch.setOpenConnections(0);
    expect(reasons).toEqual(['the parent process is gone']);
  });

  it('stays for a host that may come back at any time', () => {
    const watch = watchHost([2]);
    watch.setOpenConnections(1);
    watch.setOpenConnections(0);
    jest.advanceTimersByTime(3_600_000);
    expect(reasons).toEqual([]);
  });

  it('stays while a host is connected, whatever becomes of stderr', () => {
    const watch = watchHost([2]);
    watch.setOpenConnections(1);
    watch.setStderrBroken();
    jest.advanceTimersByTime(3_600_000);
    expect(reasons).toEqual([]);
    watch.setOpenConnections(0);
    expect(reasons).toEqual(['nobody reads stderr, and no connection is open']);
  });

  it('goes when stderr breaks with nobody connected', () => {
    watchHost([2]).setStderrBroken();
    expect(reasons).toEqual(['nobody reads stderr, and no connection is open']);
  });

  it('is quiet once stopped', () => {
    const watch = watchHost(undefined);
    watch.setOpenConnections(1);
    watch.stop();
    isParentAlive = false;
    watch.setOpenConnections(0);
    watch.setStderrBroken();
    jest.advanceTimersByTime(10_000);
    expect(reasons).toEqual([]);
  });
});

describe('HostWatch with a host that never calls Shutdown', () => {
  it('goes well before such a host kills, 250 ms after it closed the connection', () => {
    const watch = watchHost(undefined);
    watch.setOpenConnections(1);
    watch.setOpenConnections(0);
    expect(reasons).toEqual([]);
    jest.advanceTimersByTime(150);
    expect(reasons).toEqual(['a host that never calls Shutdown has closed its connection']);
  });

  it('stays when the connection is made anew at once', () => {
    const watch = watchHost(undefined);
    watch.setOpenConnections(1);
    watch.setOpenConnections(0);
    jest.advanceTimersByTime(50);
    watch.setOpenConnections(1);
    jest.advanceTimersByTime(10_000);
    expect(reasons).toEqual([]);
  });

  it('waits for the first connection for ever', () => {
    watchHost(undefined);
    jest.advanceTimersByTime(3_600_000);
    expect(reasons).toEqual([]);
  });
});

function watchHost(protocolVersions: readonly number[] | undefined): HostWatch {
  const watch = new HostWatch({
    environment: { protocolVersions },
    isParentAlive: () => isParentAlive,
    onGone: (reason) => {
      reasons.push(reason);
    },
  });
  watches.push(watch);
  return watch;
}
