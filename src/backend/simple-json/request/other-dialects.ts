import type { RequestContext } from '../../sdk/api/request-context.ts';
import { dialectTable, reducedDialects, type Dialect } from '../server/dialect-table.ts';
import { probeEndpoints } from '../server/probe-endpoints.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';

export interface DetectOptions {
  /** Whether the question that was refused has ad hoc filters. */
  readonly hasFilters: boolean;
  /** Whether it has extra JSON, which the first JSON data source sent under another name. */
  readonly hasPayload: boolean;
  /** What it was refused with. */
  readonly status: number;
}

/**
 * What a server that refuses the body of a question may take, likeliest first: fewer fields, which takes no look at the server,
 * then the dialects that its endpoints fit. What the last two call ad hoc filters is all that tells them apart, so one of the
 * two must not be tried for the other where there are any: a server that does not know the name would answer unfiltered.
 */
export async function* otherDialects(
  { hasFilters, hasPayload, status }: DetectOptions,
  server: Pick<SimpleJsonServer, 'client' | 'decode' | 'key' | 'meter' | 'upstreamContext'>,
  call: RequestContext,
): AsyncGenerator<Dialect> {
  if (!hasFilters) yield* reducedDialects;
  // Most answers of 500 are about something else.
  if (status === 500) {
    if (hasPayload) yield dialectTable['json-datasource-0.2'];
    return;
  }
  const endpoints = await probeEndpoints(['/annotations', '/metrics', '/variable'], server, call);
  const present = new Set(endpoints.filter(({ state }) => state === 'works').map(({ path }) => path));
  // Without filters it is one of those with fewer fields.
  const original = hasFilters ? [dialectTable['simple-json']] : [];
  if (present.has('/annotations')) {
    yield* original;
    yield dialectTable['json-datasource-0.2'];
  } else if (present.has('/metrics')) {
    yield dialectTable['json-datasource-0.7'];
    if (!hasFilters) yield dialectTable['json-datasource-0.6'];
  } else if (present.has('/variable')) {
    yield dialectTable['json-datasource-0.4'];
    yield* original;
  } else {
    yield dialectTable['json-datasource-0.3'];
    yield* original;
    yield dialectTable['json-datasource-0.2'];
  }
}
