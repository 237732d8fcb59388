import type { Agent } from 'undici';

/**
 * undici's connection pools and nothing else: its index loads fetch, WebSocket, caches and mocks as well, in three times the time,
 * and that stays in memory. Loaded when it is needed; it takes as long as the rest of the process to start.
 */
export async function loadAgent(): Promise<typeof Agent> {
  const { default: DispatchingAgent } = await import('undici/lib/dispatcher/agent.js');
  return DispatchingAgent;
}
