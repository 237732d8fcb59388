import type { RequestContext } from '../../sdk/api/request-context.ts';
import { dialectTable, reducedDialects, type Dialect } from '../server/dialect-table.ts';
import { probeEndpoints } from '../server/probe-endpoints.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';

export interface DetectOptions {
  /** Whether the question that was refused has ad hoc filters. */
  readonly hasFilters: boolean;
  /** What it was refused with. */
  readonly status: number;
}

/**
 * What a server that refuses the body of a question may take, likeliest first: fewer fields, which takes no look at the server,
 * then the dialects that its endpoints fit. What the last two call ad hoc filters is all that tells them apart, so one of the
 * two must not be tried for the other where there are any: a server that does not know the name would answer unfiltered.
 */
export async function* otherDialects(
  { hasFilters, status }: DetectOptions,
  server: Pick<SimpleJsonServer, 'client' | 'decode' | 'key' | 'meter' | 'upstreamContext'>,
  call: RequestContext,
): AsyncGenerator<Dialect> {
  if (!hasFilters) yield* reducedDialects;
  // Most answers of 500 are about something else.
  if (status === 500) return;
  const endpoints = await probeEndpoints(['/annotations', '/metrics', '/variable'], server, call);
  const present = new Set(endpoints.filter(({ state }) => state === 'works').map(({ path }) => path));
  if (present.has('/annotations')) yield dialectTable['simple-json'];
  else if (present.has('/metrics')) {
    yield dialectTable['json-datasource-0.7'];
    if (!hasFilters) yield dialectTable['json-datasource-0.6'];
  } else {
    yield dialectTable[present.has('/variable') ? 'json-datasource-0.4' : 'json-datasource-0.3'];
    yield dialectTable['simple-json'];
  }
}
