/** The part of a process that signals come through. */
export type SignalSource = Pick<NodeJS.Process, 'on' | 'platform'>;

/**
 * Makes every signal that would end the process where it stands, and leave its socket behind, a request to stop like the host's Shutdown.
 * Two are ignored. SIGINT: Ctrl-C in a terminal reaches the host and all its children, and it is the host that then stops them in order
 * (go-plugin, server.go `Serve`). SIGUSR1, which opens the debugger of other Node.js programs.
 */
export function handleSignals(source: SignalSource, onStop: (signal: NodeJS.Signals) => void): void {
  for (const signal of stopSignals(source.platform)) source.on(signal, onStop);
  for (const signal of ['SIGINT', 'SIGUSR1'] as const) source.on(signal, () => undefined);
}

/** Those that end a process unless it handles them, and that it may handle. */
export function stopSignals(platform: NodeJS.Platform): readonly NodeJS.Signals[] {
  const everywhere = ['SIGTERM', 'SIGHUP'] as const;
  if (platform === 'win32') return everywhere;
  const posix = ['SIGQUIT', 'SIGUSR2', 'SIGALRM', 'SIGVTALRM', 'SIGPROF', 'SIGXCPU'] as const;
  return platform === 'linux' ? [...everywhere, ...posix, 'SIGIO', 'SIGPWR', 'SIGSTKFLT'] : [...everywhere, ...posix];
}
