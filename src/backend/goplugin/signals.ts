/** The part of a process that signals come through. */
export type SignalSource = Pick<NodeJS.Process, 'on'>;

/**
 * Makes SIGTERM, and SIGHUP of a closing terminal, a request to stop like the host's Shutdown. SIGINT is ignored: Ctrl-C
 * in a terminal reaches the host and all its children, and it is the host that then stops them in order (go-plugin,
 * server.go `Serve`).
 */
export function handleSignals(source: SignalSource, onStop: (signal: NodeJS.Signals) => void): void {
  source.on('SIGTERM', onStop);
  source.on('SIGHUP', onStop);
  source.on('SIGINT', () => undefined);
}
