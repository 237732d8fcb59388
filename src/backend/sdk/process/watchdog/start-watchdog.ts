import { getAsset, isSea } from 'node:sea';
import { watchLoopDelay } from '../loop-delay.ts';
import { readSystemLimits, threadAddressBytes } from '../system-limits.ts';
import { watchdogAsset } from './watchdog-asset.ts';
import { createWatchdog, type Watchdog, type WatchdogOptions } from './watchdog.ts';

/** A watchdog over this process, whose program is in the executable; it is woken by what may keep a thread busy for long. */
export function startWatchdog(options: Omit<WatchdogOptions, 'program'>): Watchdog {
  const program = (): string | undefined =>
    isSea() && readSystemLimits().freeAddressBytes > threadAddressBytes ? getAsset(watchdogAsset, 'utf8') : undefined;
  const watchdog = createWatchdog({ ...options, program });
  const wake = (): void => {
    watchdog.wake();
  };
  // Whoever starts a thread does so for what takes long.
  process.on('worker', wake);
  watchLoopDelay(wake);
  return watchdog;
}
