/** The name under which an executable holds the program of its watchdog. */
export const watchdogAsset = 'watchdog.cjs';
