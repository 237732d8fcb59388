import type { CallFacts } from './call-facts.ts';
import { dialects, type Dialect } from './dialect.ts';
import { probeEndpoints } from './probe-endpoints.ts';
import type { Server } from './server.ts';

/**
 * Which dialects the server's endpoints fit, likeliest first. Those that annotations tell from the others ask for data in
 * the way that is tried anyway. What the last two call ad hoc filters is all that tells them apart, so one of the two must
 * not be tried for the other where there are any: a server that does not know the name would answer unfiltered.
 */
export async function detectDialects(
  { hasFilters }: { readonly hasFilters: boolean },
  server: Pick<Server, 'client'>,
  call: CallFacts,
): Promise<readonly Dialect[]> {
  const endpoints = await probeEndpoints(['/annotations', '/metrics', '/variable'], server, call);
  const present = new Set(endpoints.filter(({ state }) => state !== 'absent').map(({ path }) => path));
  if (present.has('/annotations')) return [dialects.auto];
  if (present.has('/metrics')) {
    const newest = dialects['json-datasource-0.7'];
    return hasFilters ? [newest] : [newest, dialects['json-datasource-0.6']];
  }
  return [dialects[present.has('/variable') ? 'json-datasource-0.4' : 'json-datasource-0.3']];
}
